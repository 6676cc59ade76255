using System.Text;
using Sallyport.Ledger.Verification;

namespace Sallyport.Ledger;

/// <summary>
/// The newest checkpoint of every ledger in one small file outside the store. At start, a ledger that is smaller than its
/// anchor has lost entries. Replaced whole at each round, readable by its owner alone. One process has it open.
/// </summary>
public sealed class AnchorFile : ICheckpointSink
{
    private const long LongestFile = 64 << 20;

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);

    private AnchorFile(string path) => _path = path;

    /// <inheritdoc/>
    public string Name => "the anchor file";

    /// <summary>The anchored checkpoints as they were at opening and have been delivered since.</summary>
    /// <param name="key">The key that signed them.</param>
    /// <exception cref="InvalidDataException">One of them is not signed by the key.</exception>
    public IReadOnlyList<SignedCheckpoint> Read(VerifierKey key)
    {
        lock (_lock)
        {
            return [.. _notes.Select(pair => SignedCheckpoint.TryRead(pair.Value, key, out var checkpoint)
                ? checkpoint
                : throw new InvalidDataException($"The anchor file '{_path}' holds a checkpoint that this server's key did not sign."))];
        }
    }

    /// <summary>Opens the file; one that is not there is empty.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or a checkpoint in it is not signed by the key.</exception>
    public static AnchorFile Open(string path, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var anchors = new AnchorFile(path);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return anchors;
        }

        var text = file.Length <= LongestFile ? File.ReadAllText(path) : throw new InvalidDataException($"The anchor file '{path}' is longer than {LongestFile} bytes.");
        var checkpoints = SignedCheckpoint.ReadAll(text, key);

        // A note that was altered drops out of the reading: then what is left is not what the file says.
        if (!string.Equals(Join(checkpoints.Select(static c => c.Note)), text, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"The anchor file '{path}' is damaged, or was not signed by this server's key.");
        }

        foreach (var checkpoint in checkpoints)
        {
            anchors._notes[checkpoint.Tenant] = checkpoint.Note;
        }

        return anchors;
    }

    /// <inheritdoc/>
    public ValueTask DeliverAsync(IReadOnlyList<PublishedCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        lock (_lock)
        {
            foreach (var (tenant, checkpoint) in checkpoints)
            {
                if (checkpoint.Size > 0)
                {
                    _notes[tenant.Value] = checkpoint.Note;
                }
            }

            Replace();
        }

        return ValueTask.CompletedTask;
    }

    private static string Join(IEnumerable<string> notes) => string.Join('\n', notes);

    private void Replace()
    {
        var fresh = _path + ".new";
        using (var stream = PrivateFile.Create(fresh))
        {
            stream.Write(Encoding.UTF8.GetBytes(Join(_notes.Values)));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
    }
}
