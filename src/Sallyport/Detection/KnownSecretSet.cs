using Sallyport.Detection.KnownSecrets;

namespace Sallyport.Detection;

/// <summary>
/// Strings of one tenant that must not leave in any listed form, compiled once. Immutable; safe for concurrent use.
/// The forms: as they are (one whose letters are all hexadecimal digits in either case, too), reversed, in hexadecimal, percent-encoded, as a list of its bytes (in decimal, or each after <c>0x</c>) and in base64 at each of its
/// three offsets, each also with anything but letters and digits put between its characters or left out.
/// </summary>
public sealed class KnownSecretSet
{
    /// <summary>The least length of a secret, in UTF-16 code units.</summary>
    public const int MinLength = 8;

    /// <summary>The greatest length of a secret, in UTF-16 code units. What may be registered is no longer: a longer one would not be filtered.</summary>
    public const int MaxLength = 8_192;

    /// <summary>How many registered secrets a set holds at most, credentials not counted.</summary>
    public const int MaxCount = 1_000;

    private KnownSecretSet(int count, NeedleAutomaton? stripped, NeedleAutomaton? plain)
    {
        Count = count;
        Stripped = stripped;
        Plain = plain;
    }

    /// <summary>How many different secrets it holds.</summary>
    public int Count { get; }

    /// <summary>Over the text's letters and digits alone.</summary>
    internal NeedleAutomaton? Stripped { get; }

    /// <summary>Over every character: for forms that hold too few letters and digits.</summary>
    internal NeedleAutomaton? Plain { get; }

    /// <summary>Compiles a set. Work and memory are linear in the secrets' lengths.</summary>
    /// <param name="secrets">The registered secrets; those given twice count once.</param>
    /// <param name="credentials">What the gateway itself presents to providers. They take no room from the registered ones: there are as many as upstreams.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxCount"/>, or one is shorter than <see cref="MinLength"/> or longer
    /// than <see cref="MaxLength"/>. The message names its position, never the secret.</exception>
    public static KnownSecretSet Create(IEnumerable<string> secrets, IEnumerable<string>? credentials = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var stripped = new HashSet<string>(StringComparer.Ordinal);
        var plain = new HashSet<string>(StringComparer.Ordinal);
        AddChecked(secrets, distinct);
        if (distinct.Count > MaxCount)
        {
            throw new ArgumentException($"There are more than {MaxCount} secrets.", nameof(secrets));
        }

        AddChecked(credentials ?? [], distinct);
        foreach (var form in distinct.SelectMany(NeedleForms.Of))
        {
            var kept = NeedleForms.Strip(form);
            if (kept.Length >= MinLength)
            {
                stripped.Add(kept);
            }
            else if (form.Length >= MinLength)
            {
                plain.Add(form);
            }
        }

        return new(
            distinct.Count,
            stripped.Count == 0 ? null : NeedleAutomaton.Build(stripped),
            plain.Count == 0 ? null : NeedleAutomaton.Build(plain));
    }

    private static void AddChecked(IEnumerable<string> secrets, HashSet<string> to)
    {
        var position = 0;
        foreach (var secret in secrets)
        {
            position++;
            if (secret is null || secret.Length < MinLength || secret.Length > MaxLength)
            {
                throw new ArgumentException($"Secret {position} is not between {MinLength} and {MaxLength} characters long.", nameof(secrets));
            }

            to.Add(secret);
        }
    }
}
