using Sallyport.Text;

namespace Sallyport.Policy.Cases;

/// <summary>One text of a case.</summary>
public sealed record CaseText
{
    /// <summary>Which way it goes.</summary>
    public required GuardDirection Direction { get; init; }

    /// <summary>Whose words it is, on the way in.</summary>
    public Origin Origin { get; init; } = Origin.User;

    /// <summary>Which text of the answer it is, on the way out.</summary>
    public ChannelKind Channel { get; init; }

    /// <summary>What it is made of. For a form that no detector reads there is no text.</summary>
    public Form Form { get; init; }

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>What should leave in its stead; null where the case does not say.</summary>
    public string? Leaves { get; init; }
}
