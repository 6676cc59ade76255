namespace Sallyport.Detection.Instructions;

/// <summary>The kinds of text that tries to command a model.</summary>
public static class InstructionKinds
{
    /// <summary>Words, marks or links that injections are made of.</summary>
    public static FindingKind Rule { get; } = new("injection.rule");
}
