using System.Globalization;

namespace Sallyport.Server.Scanning;

/// <summary>Shows on a terminal how far a run over lines has come: one line that is written over, at most five times a second.</summary>
/// <param name="to">The terminal.</param>
/// <param name="done">The word for what was done with the lines.</param>
/// <param name="total">Bytes to read in all; null where that is not known.</param>
/// <param name="time">The clock.</param>
internal sealed class LineProgress(TextWriter to, string done, long? total, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private long _shown;
    private long _lines;
    private long _bytes;

    /// <summary>Counts a line that is done.</summary>
    public void Add(int bytes)
    {
        _lines++;
        _bytes += bytes;
        if (time.GetElapsedTime(_shown) >= Pause)
        {
            _shown = time.GetTimestamp();
            Show();
        }
    }

    /// <summary>Shows the last count and ends the line.</summary>
    public void End()
    {
        Show();
        to.WriteLine();
    }

    private void Show()
    {
        var seconds = Math.Max(time.GetElapsedTime(_start).TotalSeconds, 0.001);
        var share = total is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Min(1, (double)_bytes / total.Value):P0}, ") : "";
        to.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} {share}{_lines:N0} lines, {_bytes / 1e6:N1} MB, {_bytes / 1e6 / seconds:N1} MB/s   "));
    }
}
