using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Masking;

namespace Sallyport.Hosting;

/// <summary>One text of an answer, over all the contents that it comes in.</summary>
internal sealed class OutputChannel(GuardPlan plan, InspectionScope scope, MaskTable masks, bool restores, FindingAllowance allowance) : IDisposable
{
    public ChannelGuard Guard { get; } = new(plan, scope, masks, restores, allowance: allowance);

    /// <summary>What became of the text, once it is complete.</summary>
    public Coverage Coverage =>
        Guard.Cut is not null ? Coverage.Blocked
        : Guard.Unreachable.Count > 0 ? Coverage.Unreachable
        : Coverage.Passed;

    public void Complete(ReportBuilder report)
    {
        if (!Guard.IsComplete)
        {
            Guard.Complete();
            report.AddOutput(Guard.Findings, Coverage);
        }
    }

    public void Dispose() => Guard.Dispose();
}
