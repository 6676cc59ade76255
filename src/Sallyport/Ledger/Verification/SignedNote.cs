using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sallyport.Ledger.Verification;

/// <summary>A C2SP signed note whose signature by one key has been checked: lines of text, a blank line, and signature lines.</summary>
internal static class SignedNote
{
    public const int LongestNote = 16 * 1024;

    private const string Dash = "\u2014 ";
    private const int MostSignatures = 64;
    private const int KeyHashLength = 4;

    /// <summary>The note's text, its last newline included. False unless the key's own signature is there and holds; lines of other keys are passed over.</summary>
    public static bool TryOpen(string note, VerifierKey key, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var parting = note.Length <= LongestNote ? note.LastIndexOf("\n\n", StringComparison.Ordinal) : -1;
        if (parting <= 0 || parting + 3 > note.Length || !note.EndsWith('\n') || note.AsSpan().ContainsAnyInRange('\0', '\u0009') || note.AsSpan().ContainsAnyInRange('\u000b', '\u001f'))
        {
            return false;
        }

        var signed = note[..(parting + 1)];
        var lines = note[(parting + 2)..^1].Split('\n');
        if (lines.Length > MostSignatures)
        {
            return false;
        }

        var message = Encoding.UTF8.GetBytes(signed);
        var verified = false;
        foreach (var line in lines)
        {
            if (!TryReadLine(line, out var name, out var signature))
            {
                return false;
            }

            if (key.IsNamedBy(name, signature.AsSpan(0, KeyHashLength)))
            {
                // A line that names the key and does not hold condemns the note, even beside one that does.
                if (!key.Verifies(message, signature.AsSpan(KeyHashLength)))
                {
                    return false;
                }

                verified = true;
            }
        }

        text = verified ? signed : null;
        return verified;
    }

    private static bool TryReadLine(string line, out string name, out byte[] signature)
    {
        (name, signature) = ("", []);
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [{ Length: > 0 } found, var base64])
        {
            return false;
        }

        var bytes = new byte[base64.Length];
        // One text for one signature: the reader takes white space, and any bits at the end that hold nothing.
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length <= KeyHashLength || Convert.ToBase64String(bytes, 0, length) != base64)
        {
            return false;
        }

        (name, signature) = (found, bytes[..length]);
        return true;
    }
}
