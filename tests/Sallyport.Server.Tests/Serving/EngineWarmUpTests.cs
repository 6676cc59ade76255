using Sallyport.Server.Serving;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

public sealed class EngineWarmUpTests
{
    [Fact]
    public async Task WarmUp_GoesOnUntilAllElseHasStarted_AndEndsThen()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var warm = EngineWarmUp.RunAsync(TimeProvider.System, started.Task);
        var wasCompleted = warm.IsCompleted;
        started.SetResult();
        await warm.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.False(wasCompleted);
    }

    [Fact]
    public async Task WarmUp_WhereTheStartFails_EndsToo()
    {
        var warm = EngineWarmUp.RunAsync(TimeProvider.System, Task.FromException(new InvalidOperationException("The start failed.")));

        await warm.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
