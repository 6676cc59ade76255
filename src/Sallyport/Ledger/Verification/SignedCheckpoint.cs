using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sallyport.Ledger.Verification;

/// <summary>A checkpoint (C2SP tlog-checkpoint) whose signature has been checked: this ledger had this root at this size.</summary>
/// <param name="Origin">Which ledger: the key's name, the tenant, and from the second epoch on the epoch, parted by slashes.</param>
/// <param name="Tenant">The tenant that the origin names.</param>
/// <param name="Epoch">The epoch that the origin names, from 1.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">32 bytes.</param>
/// <param name="Note">The note as it was signed.</param>
public sealed record SignedCheckpoint(string Origin, string Tenant, long Epoch, long Size, byte[] Root, string Note)
{
    private const int RootLength = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Reads and verifies a note; false where form, origin or signature is not as it must be.</summary>
    public static bool TryRead(string? note, VerifierKey key, [NotNullWhen(true)] out SignedCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(key);
        checkpoint = null;
        if (note is null || !SignedNote.TryOpen(note, key, out var text))
        {
            return false;
        }

        // Lines after the third are extensions, which nobody of ours writes and nothing here relies on.
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Contains("") || !TryReadNumber(lines[1], out var size) || !TryReadRoot(lines[2], out var root)
            || !TryReadOrigin(lines[0], key.Name, out var tenant, out var epoch))
        {
            return false;
        }

        checkpoint = new SignedCheckpoint(lines[0], tenant, epoch, size, root, note);
        return true;
    }

    /// <summary>
    /// Reads every checkpoint of one text, such as the file that a server appends them to: notes with a blank line between them. Notes of other keys and
    /// damaged ones are left out.
    /// </summary>
    public static IReadOnlyList<SignedCheckpoint> ReadAll(string text, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<SignedCheckpoint>();
        var before = "";
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (block.StartsWith('\u2014') && TryRead(before.TrimStart('\n') + "\n\n" + block.TrimEnd('\n') + "\n", key, out var checkpoint))
            {
                found.Add(checkpoint);
            }

            before = block;
        }

        return found;
    }

    private static bool TryReadOrigin(string origin, string keyName, [NotNullWhen(true)] out string? tenant, out long epoch)
    {
        (tenant, epoch) = (null, 1);
        if (!origin.StartsWith(keyName + "/", StringComparison.Ordinal))
        {
            return false;
        }

        var parts = origin[(keyName.Length + 1)..].Split('/');
        if (parts.Length > 2 || parts[0].Length == 0 || (parts.Length == 2 && (!TryReadNumber(parts[1], out epoch) || epoch < 2)))
        {
            return false;
        }

        tenant = parts[0];
        return true;
    }

    private static bool TryReadNumber(string text, out long value)
    {
        value = 0;
        return text.Length > 0
            && !text.AsSpan().ContainsAnyExcept(Digits)
            && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryReadRoot(string text, out byte[] root)
    {
        root = new byte[RootLength];
        return Convert.TryFromBase64String(text, root, out var length)
            && length == RootLength
            && string.Equals(Convert.ToBase64String(root), text, StringComparison.Ordinal);
    }
}
