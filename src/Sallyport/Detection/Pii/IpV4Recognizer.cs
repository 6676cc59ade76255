using System.Buffers.Binary;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Internet addresses of version 4 (RFC 791), four numbers of at most 255 without leading zeros. Addresses that tell nobody apart (RFC 1122 and 6890: this network,
/// loopback, link-local, the multicast groups in use, masks and broadcast, public resolvers), networks (RFC 4632: a prefix's length behind it, and nothing but zeros behind the prefix; a prefix of 31 bits leaves both its addresses to hosts, RFC 3021), private and reserved
/// ones that no word calls an address, and those that may as well be versions or section numbers stay below the threshold.
/// </summary>
internal sealed class IpV4Recognizer : NumberRecognizer
{
    private const int Parts = 4;
    private const int AddressBits = 32;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.IpAddress];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.RunCount < Parts)
        {
            return NumberMatch.None;
        }

        Span<byte> octets = stackalloc byte[Parts];
        for (var i = 0; i < Parts; i++)
        {
            var run = candidate.Runs[i];
            var gap = i == 0 ? "." : candidate.Text[candidate.Runs[i - 1].End..run.Start];
            if (run.Length > 3 || gap is not "." || !TryOctet(candidate.Text[run.Start..run.End], out octets[i]))
            {
                return NumberMatch.None;
            }
        }

        var start = candidate.Anchor;
        var end = candidate.Runs[Parts - 1].End;
        var before = candidate.Before(start);
        if (before is '.' or '-' or '_' || IsVersion(candidate.Text[..start]) || (candidate.At(end) is '.' or '-' && char.IsAsciiLetterOrDigit(candidate.At(end + 1))))
        {
            return NumberMatch.None;
        }

        var form = Form(octets);
        return form == 0 || IsNetwork(octets, PrefixAt(ref candidate, end)) ? NumberMatch.None : new(PiiKinds.IpAddress, new TextSpan(start, end), candidate.Score(form, end, ContextCue.Network, isChecked: false));
    }

    private static bool TryOctet(ReadOnlySpan<char> digits, out byte octet)
    {
        octet = 0;
        return !(digits.Length > 1 && digits[0] == '0') && byte.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out octet);
    }

    // "v 1.2.3.4", "v. 1.2.3.4"
    private static bool IsVersion(ReadOnlySpan<char> before)
    {
        var mark = before.TrimEnd(" .");
        return mark.Length > 0 && mark.Length < before.Length && mark[^1] is 'v' or 'V' && !(mark.Length > 1 && char.IsLetterOrDigit(mark[^2]));
    }

    // How many bits of it are a network's, as in "10.0.0.0/8"; all of them where nothing says so.
    private static int PrefixAt(ref NumberCandidate candidate, int end)
    {
        var at = end + 1;
        while (candidate.At(end) == '/' && at <= end + 2 && char.IsAsciiDigit(candidate.At(at)))
        {
            at++;
        }

        return at > end + 1 && !char.IsAsciiLetterOrDigit(candidate.At(at))
            ? int.Parse(candidate.Text[(end + 1)..at], System.Globalization.CultureInfo.InvariantCulture)
            : AddressBits;
    }

    private static bool IsNetwork(ReadOnlySpan<byte> octets, int prefix) => prefix < AddressBits - 1 && BinaryPrimitives.ReadUInt32BigEndian(octets) << prefix == 0;

    private static float Form(ReadOnlySpan<byte> octets) => (octets[0], octets[1]) switch
    {
        (0 or 127 or 255, _) or (169, 254) or (224, 0) or (239, 255) => 0,
        (8, 8) or (1, 0 or 1) or (9, 9) => 0.01f,
        // A network's inside, multicast and what is reserved: an example in a manual, unless a word says that somebody came from there.
        (10, _) or (172, >= 16 and <= 31) or (192, 168) or (>= 224, _) => 0.4f,
        _ => octets.IndexOfAnyExceptInRange((byte)0, (byte)31) < 0 ? 0.3f : 0.85f,
    };
}
