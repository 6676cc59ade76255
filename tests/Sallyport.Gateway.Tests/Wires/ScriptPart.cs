namespace Sallyport.Gateway.Tests.Wires;

/// <summary>One text of a scripted answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Pieces">Its text, as the model's tokens; a call's is its arguments.</param>
/// <param name="Choice">The answer that it belongs to, on a wire that has several.</param>
internal sealed record ScriptPart(ScriptKind Kind, IReadOnlyList<string> Pieces, int Choice = 0)
{
    public string Whole => string.Concat(Pieces);

    public static ScriptPart Text(params string[] pieces) => new(ScriptKind.Text, pieces);

    public static ScriptPart Reasoning(params string[] pieces) => new(ScriptKind.Reasoning, pieces);

    public static ScriptPart Call(params string[] pieces) => new(ScriptKind.Call, pieces);
}
