using Sallyport.Detection;
using Sallyport.Detection.Names;
using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>A place that guards look at: an origin on the way in, a channel on the way out.</summary>
internal readonly record struct GuardPlace(GuardDirection Direction, Origin Origin, ChannelKind Channel)
{
    private static readonly int Origins = Enum.GetValues<Origin>().Length;
    private static readonly int Texts = Origins + Enum.GetValues<ChannelKind>().Length;

    // Findings that no id of any provider holds by chance. In others' formats there are letters and digits alone, as in ids.
    private static readonly string[] ExactKinds = ["secret", "pii.email", "pii.payment_card", "pii.url_credentials"];

    // What is one value, whole or not at all, and costs little to look for.
    private static readonly string[] ValueKinds = ["secret", "pii", "canary"];

    /// <summary>How many places there are, those of joined parts not counted.</summary>
    public static int Count { get; } = Texts + 2;

    /// <summary>Whether the protocol's own words stand here, and nobody's text.</summary>
    public bool IsStructure { get; private init; }

    /// <summary>Whether the parts of a message stand here as one text, in which only values are looked for that each part alone would not show.</summary>
    public bool IsJoined { get; private init; }

    /// <summary>Position among all places; that of its origin for joined parts.</summary>
    public int Index => IsStructure ? Texts + (int)Direction : Direction == GuardDirection.Input ? (int)Origin : Origins + (int)Channel;

    public static GuardPlace Input(Origin origin) => new(GuardDirection.Input, origin, default);

    /// <summary>An answer's words are the model's: reasoning where it reasons, else the assistant's.</summary>
    public static GuardPlace Output(ChannelKind channel) =>
        new(GuardDirection.Output, channel == ChannelKind.Reasoning ? Origin.Reasoning : Origin.Assistant, channel);

    /// <summary>Words of a protocol are guarded like the text of a field that no dialect names.</summary>
    public static GuardPlace Structure(GuardDirection direction) =>
        (direction == GuardDirection.Input ? Input(Origin.Unknown) : Output(ChannelKind.Unknown)) with { IsStructure = true };

    /// <summary>The parts of a message, joined.</summary>
    public static GuardPlace Joined(Origin origin) => Input(origin) with { IsJoined = true };

    public static GuardPlace At(int index) =>
        index < Origins ? Input((Origin)index)
        : index < Texts ? Output((ChannelKind)(index - Origins))
        : Structure((GuardDirection)(index - Texts));

    /// <summary>Whether findings of a kind count here.</summary>
    public bool Reads(FindingKind kind) =>
        IsStructure ? Array.Exists(ExactKinds, kind.IsUnder)
        : !IsJoined || (Array.Exists(ValueKinds, kind.IsUnder) && Array.IndexOf(NameKinds.All, kind) < 0);
}
