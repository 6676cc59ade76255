using Sallyport.Documents;
using Sallyport.Server.Commands;

namespace Sallyport.Server.Serving;

/// <summary>How this program reads documents: in processes of its own executable.</summary>
internal static class DocumentReaders
{
    /// <summary>Opens a reader.</summary>
    /// <param name="options">Bounds; the program is filled in.</param>
    /// <param name="time">The clock of deadlines.</param>
    public static ChildDocumentReader Open(Func<ChildReaderOptions, ChildReaderOptions> options, TimeProvider time)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Sallyport.Server.dll");
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own executable.");
        var isMuxer = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        // Beside the assembly stands the executable that runs it, whatever this process was started by.
        var apphost = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Sallyport.Server.exe" : "Sallyport.Server");
        return new ChildDocumentReader(
            options(isMuxer
                ? new ChildReaderOptions { Program = host, Arguments = [assembly, ReadDocumentCommand.Name] }
                : new ChildReaderOptions { Program = File.Exists(apphost) ? apphost : host, Arguments = [ReadDocumentCommand.Name] }),
            time);
    }
}
