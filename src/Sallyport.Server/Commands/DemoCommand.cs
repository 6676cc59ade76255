using System.CommandLine;
using Sallyport.Server.Tour;

namespace Sallyport.Server.Commands;

/// <summary><c>demo</c>: the guards at work, in the terminal, in under a minute.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Walk through the guards against the scripted model: no account, no settings, nothing left behind.");
        command.SetAction((_, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var stage = new TourStage(Console.Out, isTerminal: !Console.IsOutputRedirected);
            await using var tour = await GuidedTour.StartAsync(stage, cancellationToken);
            await tour.RunAsync(cancellationToken);
            return 0;
        }));
        return command;
    }
}
