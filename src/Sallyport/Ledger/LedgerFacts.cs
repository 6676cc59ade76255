namespace Sallyport.Ledger;

/// <summary>
/// The public facts of an entry: verdict, counts, names, usage. They stand in the clear and can never be erased, so text of a
/// prompt, personal data or secrets belong into a <see cref="SealedPayload"/>, never here.
/// </summary>
/// <remarks>Not safe for concurrent use. Order of adding doesn't matter: entries are written in canonical order.</remarks>
public sealed class LedgerFacts
{
    /// <summary>A longer string is cut here and ends in U+2026. UTF-16 code units.</summary>
    public const int MaxTextLength = 1024;

    /// <summary>The largest number either way that every JSON reader keeps (RFC 7493, section 2.2): 2^53 - 1.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    internal const int MaxDepth = 8;
    private const int MaxFacts = 128;

    private readonly List<Fact> _facts = [];

    /// <summary>Whether nothing has been added.</summary>
    public bool IsEmpty => _facts.Count == 0;

    /// <summary>Adds a text. Null adds nothing.</summary>
    /// <exception cref="ArgumentException">The name is there already or empty, or there are more than 128 facts.</exception>
    public LedgerFacts Add(string name, string? value) => value is null ? this : Put(name, value, 0);

    /// <summary>Adds a whole number between <c>-<see cref="MaxNumber"/></c> and <see cref="MaxNumber"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is beyond these bounds.</exception>
    public LedgerFacts Add(string name, long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxNumber);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -MaxNumber);
        return Put(name, null, value);
    }

    /// <summary>Adds a truth value.</summary>
    public LedgerFacts Add(string name, bool value) => Put(name, value ? Fact.True : Fact.False, 0);

    /// <summary>Adds an object. At most 8 levels deep; deeper is refused when the entry is written.</summary>
    public LedgerFacts Add(string name, LedgerFacts value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Put(name, value, 0);
    }

    /// <summary>Adds a list of texts, in the order given.</summary>
    public LedgerFacts Add(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Put(name, values, 0);
    }

    /// <summary>Adds a list of objects, in the order given.</summary>
    public LedgerFacts Add(string name, IReadOnlyList<LedgerFacts> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Put(name, values, 0);
    }

    internal void WriteTo(CanonicalJsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"Facts of a ledger entry are at most {MaxDepth} levels deep.");
        }

        // RFC 8785, section 3.2.3: by UTF-16 code units, which is what an ordinal comparison does.
        _facts.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        writer.BeginObject();
        foreach (var fact in _facts)
        {
            writer.Name(fact.Name);
            WriteValue(writer, fact, depth);
        }

        writer.EndObject();
    }

    private static void WriteValue(CanonicalJsonWriter writer, in Fact fact, int depth)
    {
        switch (fact.Value)
        {
            case null:
                writer.Number(fact.Number);
                break;
            case string text:
                writer.Text(text);
                break;
            case LedgerFacts facts:
                facts.WriteTo(writer, depth + 1);
                break;
            case IReadOnlyList<string> texts:
                writer.BeginArray();
                foreach (var text in texts)
                {
                    writer.Item();
                    writer.Text(text);
                }

                writer.EndArray();
                break;
            case IReadOnlyList<LedgerFacts> list:
                writer.BeginArray();
                foreach (var facts in list)
                {
                    writer.Item();
                    facts.WriteTo(writer, depth + 1);
                }

                writer.EndArray();
                break;
            default:
                writer.Truth(ReferenceEquals(fact.Value, Fact.True));
                break;
        }
    }

    private LedgerFacts Put(string name, object? value, long number)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LedgerKinds.MaxLength || _facts.Count == MaxFacts)
        {
            throw new ArgumentException($"A ledger entry takes at most {MaxFacts} facts an object, with names of at most {LedgerKinds.MaxLength} characters.", nameof(name));
        }

        foreach (var fact in _facts)
        {
            if (string.Equals(fact.Name, name, StringComparison.Ordinal))
            {
                throw new ArgumentException($"The fact '{name}' is there already.", nameof(name));
            }
        }

        _facts.Add(new Fact(name, value, number));
        return this;
    }

    private readonly record struct Fact(string Name, object? Value, long Number)
    {
        public static readonly object True = new();
        public static readonly object False = new();
    }
}
