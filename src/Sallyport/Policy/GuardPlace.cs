using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>A place that guards look at: an origin on the way in, a channel on the way out.</summary>
internal readonly record struct GuardPlace(GuardDirection Direction, Origin Origin, ChannelKind Channel)
{
    private static readonly int Origins = Enum.GetValues<Origin>().Length;

    /// <summary>How many places there are.</summary>
    public static int Count { get; } = Origins + Enum.GetValues<ChannelKind>().Length;

    /// <summary>Position among all places.</summary>
    public int Index => Direction == GuardDirection.Input ? (int)Origin : Origins + (int)Channel;

    public static GuardPlace Input(Origin origin) => new(GuardDirection.Input, origin, default);

    /// <summary>An answer's words are the model's: reasoning where it reasons, else the assistant's.</summary>
    public static GuardPlace Output(ChannelKind channel) =>
        new(GuardDirection.Output, channel == ChannelKind.Reasoning ? Origin.Reasoning : Origin.Assistant, channel);

    public static GuardPlace At(int index) => index < Origins ? Input((Origin)index) : Output((ChannelKind)(index - Origins));
}
