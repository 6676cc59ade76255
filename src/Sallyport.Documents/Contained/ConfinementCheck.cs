using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Documents.Contained;

/// <summary>Tries, in a process that is confined, what code in it would try, and tells what came of it.</summary>
internal static class ConfinementCheck
{
    private static readonly (string Name, Action Try)[] Trials =
    [
        ("read a file", static () => File.OpenRead(typeof(object).Assembly.Location).Dispose()),
        ("write a file", static () => File.WriteAllText(Path.Combine(Directory.GetCurrentDirectory(), "written"), "x")),
        ("list a folder", static () => _ = Directory.GetFileSystemEntries("/")),
        ("remove a folder", static () => Directory.Delete(Directory.GetCurrentDirectory())),
        ("connect", static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Connect(IPAddress.Loopback, 1)),
        ("make a local socket", static () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Dispose()),
        ("start a program", static () => Process.Start("/bin/true").WaitForExit()),
        ("look into another process", static () => File.ReadAllText("/proc/1/status")),
    ];

    /// <summary>A text for each trial: its name, then <c>refused</c> or <c>possible</c>.</summary>
    public static IEnumerable<string> Run() => Trials.Select(static trial => $"{trial.Name}: {(IsRefused(trial.Try) ? "refused" : "possible")}");

    private static bool IsRefused(Action trial)
    {
        try
        {
            trial();
            return false;
        }
        catch (SocketException exception)
        {
            // Nobody listens there: to hear that, one has to have asked.
            return exception.SocketErrorCode != SocketError.ConnectionRefused;
        }
        catch (Exception)
        {
            return true;
        }
    }
}
