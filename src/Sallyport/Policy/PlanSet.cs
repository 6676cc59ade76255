using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>The plans of a policy that hold for one exchange, a place each. Immutable and shared.</summary>
public sealed class PlanSet
{
    private readonly GuardPlan[] _plans;
    private readonly Func<GuardPlace, GuardPlan> _plan;
    private readonly GuardPlan?[] _joined;

    internal PlanSet(Func<GuardPlace, GuardPlan> plan)
    {
        _plan = plan;
        _plans = [.. Enumerable.Range(0, GuardPlace.Count).Select(index => plan(GuardPlace.At(index)))];
        _joined = new GuardPlan[Enum.GetValues<Origin>().Length];
    }

    /// <summary>The plan for a segment on its way to the model.</summary>
    public GuardPlan ForInput(Origin origin) => _plans[GuardPlace.Input(origin).Index];

    /// <summary>The plan for words of the protocol: ids, types, states. Only what has an exact format is looked for there.</summary>
    public GuardPlan ForStructure(GuardDirection direction) => _plans[GuardPlace.Structure(direction).Index];

    /// <summary>The plan for the parts of a message, joined: only values that may be split over them are looked for there.</summary>
    public GuardPlan ForJoined(Origin origin) => _joined[(int)origin] ??= _plan(GuardPlace.Joined(origin)); // Few exchanges need one. Two that compile it at once get equal ones.

    /// <summary>The plan for a text of the answer.</summary>
    public GuardPlan ForOutput(ChannelKind channel) => _plans[GuardPlace.Output(channel).Index];
}
