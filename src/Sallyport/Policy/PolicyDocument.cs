using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>A tenant's policy as it was written. Immutable.</summary>
public sealed record PolicyDocument
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null where it does not say.</summary>
    public string? Description { get; init; }

    /// <summary>SHA-256 of the text's UTF-8 form, 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The guards, in the order of the text. The strictest one that matches counts, not the first.</summary>
    public IReadOnlyList<PolicyGuard> Guards { get; init; } = [];

    /// <summary>Models outside of this process, and the operator's classifiers in it, that are asked about texts.</summary>
    public IReadOnlyList<RemoteGuard> RemoteGuards { get; init; } = [];

    /// <summary>Values that guards leave alone.</summary>
    public IReadOnlyList<PolicyException> Exceptions { get; init; } = [];

    /// <summary>What becomes of forms that no detector reads, where an enforced guard wanted them read; blocked where nothing is said.</summary>
    public IReadOnlyDictionary<Form, GapAction> Uninspectable { get; init; } = new Dictionary<Form, GapAction>();

    /// <summary>Tools run by the provider that a request may name. Any other is refused.</summary>
    public IReadOnlyList<NamePattern> ProviderTools { get; init; } = [];

    /// <summary>Fields that refer to state held by the provider and that a request may carry. Any other is refused.</summary>
    public IReadOnlyList<string> ProviderState { get; init; } = [];

    /// <summary>Calls to tools that the application runs.</summary>
    public ToolRule Tools { get; init; } = new();

    /// <summary>When the record has to be durable.</summary>
    public RecordDurability Durability { get; init; }

    /// <summary>Whether masked values are put back in the arguments of tool calls too, not only in text.</summary>
    public bool RestoresMasksInToolArguments { get; init; }
}
