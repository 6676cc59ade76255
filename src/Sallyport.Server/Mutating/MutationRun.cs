using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Policy.Reading;
using Sallyport.Server.Scanning;

namespace Sallyport.Server.Mutating;

/// <summary>Works on lines of <c>mutate</c>: writes mutants, searches, or counts what the guards make of them. Safe for concurrent use; draws depend on the seed and the line's number alone.</summary>
/// <param name="scan">The guards.</param>
/// <param name="mutations">The mutations to make.</param>
/// <param name="budget">Texts that a search may scan for a line.</param>
/// <param name="seed">Where the draws begin.</param>
internal sealed class MutationRun(TextScan scan, IReadOnlyList<Mutation> mutations, int budget, int seed)
{
    // A mutant is up to a dozen times as long as its text, and a search scans it hundreds of times.
    private const int LongestText = 64 * 1024;

    private const string Attack = "attack";
    private const string AsWritten = "as written";

    // For people and pipes, not for a page.
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MutationTable _table = new();

    /// <summary>What was counted.</summary>
    public MutationTable Table => _table;

    /// <summary>One line for each mutation, with the members that <c>scan</c> reads.</summary>
    public byte[] Write(byte[] bytes, long number)
    {
        var line = Read(bytes, number);
        var to = new ArrayBufferWriter<byte>(1024);
        foreach (var mutation in mutations)
        {
            using (var json = new Utf8JsonWriter(to, Written))
            {
                Begin(json, line, number);
                json.WriteString("mutation", mutation.Name);
                json.WriteString("text", mutation.Apply(line.Text, DrawsOf(number)));
                json.WriteEndObject();
            }

            to.Write("\n"u8);
        }

        return to.WrittenSpan.ToArray();
    }

    /// <summary>One line with the text that the guards are least alarmed by.</summary>
    public byte[] Search(byte[] bytes, long number, SearchKind kind)
    {
        var line = Read(bytes, number);
        var result = Search(line, number, kind);
        var to = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(to, Written))
        {
            Begin(json, line, number);
            json.WriteString("text", result.Text);
            json.WriteBoolean("was_caught", result.WasCaught);
            json.WriteBoolean("is_caught", result.IsCaught);
            json.WriteNumber("tries", result.Tries);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
        _table.Count(AsWritten, IsAttack(line), result.WasCaught);
        _table.Count(NameOf(kind), IsAttack(line), result.IsCaught);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Counts for the table, and writes nothing.</summary>
    public byte[] Count(byte[] bytes, long number)
    {
        var line = Read(bytes, number);
        var isAttack = IsAttack(line);
        _table.Count(AsWritten, isAttack, IsCaught(line, line.Text));
        foreach (var mutation in mutations)
        {
            _table.Count(mutation.Name, isAttack, IsCaught(line, mutation.Apply(line.Text, DrawsOf(number))));
        }

        if (isAttack)
        {
            foreach (var kind in Enum.GetValues<SearchKind>())
            {
                _table.Count(NameOf(kind), isAttack: true, Search(line, number, kind).IsCaught);
            }
        }

        return [];
    }

    private static string NameOf(SearchKind kind) => $"search: {kind.ToString().ToLowerInvariant()}";

    private static bool IsAttack(in ScanLine line) => line.Label is null or Attack;

    private static ScanLine Read(byte[] bytes, long number)
    {
        var line = ScanLine.Read(bytes, number);
        return line.Text.Length <= LongestText ? line : throw new MalformedLineException(number, $"Its text is longer than {LongestText:N0} characters.");
    }

    private static void Begin(Utf8JsonWriter json, in ScanLine line, long number)
    {
        json.WriteStartObject();
        json.WritePropertyName("id");
        if (line.Id.Length > 0)
        {
            json.WriteRawValue(line.Id, skipInputValidation: true);
        }
        else
        {
            json.WriteNumberValue(number);
        }

        json.WriteString("origin", Words<Text.Origin>.Of(line.Origin));
        if (line.Label is { } label)
        {
            json.WriteString("label", label);
        }
    }

    private Draws DrawsOf(long number) => new(((ulong)(uint)seed << 32) + (ulong)number);

    private SearchResult Search(in ScanLine line, long number, SearchKind kind) => new AdaptiveSearch(scan, budget).Run(line.Text, line.Origin, kind, DrawsOf(number));

    private bool IsCaught(in ScanLine line, string text) => scan.Scan(text, line.Origin).Verdict != GuardAction.Ignore;
}
