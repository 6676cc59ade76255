using Sallyport.Policy;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>A text that remote guards are asked about.</summary>
/// <param name="Place">Its place among the exchange's segments or the answer's channels.</param>
/// <param name="Plan">Its plan, which says which of them.</param>
/// <param name="Text">The text as it would leave: what is masked or redacted is so for a remote guard too.</param>
internal readonly record struct RemoteText(int Place, GuardPlan Plan, ReadOnlyMemory<char> Text);
