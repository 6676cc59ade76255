using System.Globalization;
using System.Text.Json;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>Tells an exchange from its ledger entries, in the order in which things happened, a line for each.</summary>
internal sealed class ExchangeStory(Tenant tenant, IReadOnlyList<LedgerEntry> entries, StoredCheckpoint? checkpoint)
{
    private readonly List<(string Label, string Text)> _lines = [];

    /// <summary>The lines: what each tells of, and what it tells.</summary>
    /// <param name="findings">Where findings stood, by entry; empty where nobody looked.</param>
    public IReadOnlyList<(string Label, string Text)> Tell(IReadOnlyDictionary<long, JsonElement> findings)
    {
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case LedgerKinds.ExchangeOpened:
                    Say("opened", $"{Time(entry)}, entry {entry.Index}: on record before the answer was let out");
                    break;
                case LedgerKinds.Exchange:
                    TellExchange(entry);
                    if (findings.TryGetValue(entry.Index, out var places))
                    {
                        TellPlaces(places);
                    }
                    else if (entry.Payloads.Count > 0)
                    {
                        Say("places", "where each finding stood and why it was made is sealed: --details --reason WHY opens it, and the ledger tells that you looked");
                    }

                    break;
                case LedgerKinds.ContentRead:
                    Say("looked at", $"{Time(entry)}, entry {entry.Index}: {Text(entry, "what") ?? "content"} by {entry.Actor}, because: {Text(entry, "reason") ?? "no reason given"}");
                    break;
                default:
                    Say(entry.Kind, $"{Time(entry)}, entry {entry.Index}{(entry.Principal is { } key ? $", by key {key}" : "")}");
                    TellFacts(entry);
                    break;
            }
        }

        Say("proven by", checkpoint is null
            ? "no checkpoint yet: one is signed on the server's timer, by 'ledger prove' and by 'ledger export'"
            : string.Create(CultureInfo.InvariantCulture, $"the checkpoint of the first {checkpoint.Size} entries, signed {Printing.Time(DateTimeOffset.FromUnixTimeMilliseconds(checkpoint.Time))}"));
        return _lines;
    }

    // Entries of a clean room: what each fact is, its name says.
    private void TellFacts(LedgerEntry entry)
    {
        if (entry.Facts is not { ValueKind: JsonValueKind.Object } facts)
        {
            return;
        }

        foreach (var fact in facts.EnumerateObject())
        {
            var text = fact.Value.ValueKind == JsonValueKind.Array ? string.Join(", ", fact.Value.EnumerateArray()) : fact.Value.ToString();
            Say(fact.Name.Replace('_', ' '), text.Length == 0 ? "none" : text);
        }
    }

    private void TellExchange(LedgerEntry entry)
    {
        Say("ended", $"{Time(entry)}, entry {entry.Index} of the ledger of '{tenant.Name}' ({tenant.Id})");
        Say("caller", $"key {entry.Principal}{(Text(entry, "agent") is { } agent ? $", agent {agent}" : "")}");
        Say("asked", string.Join(", ", new[] { Text(entry, "dialect"), Text(entry, "model") is { } model ? "model " + model : null, IsTrue(entry, "stream") ? "streamed" : "not streamed" }.OfType<string>()));
        if (entry.Fact("policy") is { } policy)
        {
            var version = policy.GetProperty("version").GetInt64();
            Say("policy", $"{Word(policy, "name") ?? "unnamed"}, {(version == 0 ? "the server's own" : $"version {version}")}, sha256 {Word(policy, "sha256")?[..12]}");
        }

        Say("request", Counts(entry, "input") ?? "not read");
        if (entry.Fact("retrieved") is { } retrieved)
        {
            Say("retrieved", $"{retrieved.GetProperty("stretches")} stretches of the request are text that searches had shown ({Receipts(retrieved.GetProperty("receipts"))})");
        }

        TellFindings(entry, "input");
        if (Text(entry, "upstream") is { } upstream)
        {
            Say("upstream", upstream + (Timing(entry, "upstream") is { } waited ? $", began to answer after {waited}" : ""));
        }

        if (Counts(entry, "output") is { } output)
        {
            Say("answer", output);
        }

        TellFindings(entry, "output");
        if (entry.Fact("tool_calls") is { } calls)
        {
            Say("tool calls", $"{calls.GetProperty("classified")} to tools that the policy names, {calls.GetProperty("unclassified")} to others");
        }

        if (entry.Fact("unreachable") is { ValueKind: JsonValueKind.Array } failed)
        {
            Say("failed", "detectors that could not read something: " + string.Join(", ", failed.EnumerateArray().Select(static name => name.GetString())));
        }

        Say("outcome", string.Concat(
            Text(entry, "outcome"),
            Text(entry, "blocked_by") is { } guard ? $", by the guard '{guard}'" : "",
            Text(entry, "failure") is { } failure ? $" ({failure})" : "",
            Text(entry, "reason") is { } reason ? $": {reason}" : ""));
        if (entry.Fact("usage") is { } usage)
        {
            Say("tokens", $"{usage.GetProperty("input_tokens")} in, {usage.GetProperty("output_tokens")} out, as the upstream counts");
        }

        var times = new[] { ("in all", "total"), ("inspection of the request", "inspection"), ("upstream", "upstream"), ("until the first of the answer left", "first_sent") }
            .Select(time => Timing(entry, time.Item2) is { } taken ? $"{time.Item1} {taken}" : null).OfType<string>().ToArray();
        if (times.Length > 0)
        {
            Say("timing", string.Join(", ", times));
        }
    }

    private void TellFindings(LedgerEntry entry, string direction)
    {
        if (entry.Fact("findings") is not { ValueKind: JsonValueKind.Array } findings)
        {
            return;
        }

        foreach (var finding in findings.EnumerateArray().Where(finding => Word(finding, "on") == direction))
        {
            Say("", $"{Word(finding, "kind")} × {finding.GetProperty("count")}: {Judged(finding)}");
        }
    }

    private void TellPlaces(JsonElement places)
    {
        foreach (var place in places.EnumerateArray())
        {
            Say("place", string.Create(
                CultureInfo.InvariantCulture,
                $"{Word(place, "on")} {Printing.Visible(Word(place, "at") ?? "")} [{place.GetProperty("start")}, {place.GetProperty("end")}): {Word(place, "kind")}, score {place.GetProperty("score")}, by {Word(place, "detector")}: {Judged(place)}{(place.TryGetProperty("retrieved", out var receipts) ? $", in text of {Receipts(receipts)}" : "")}"));
            if (place.TryGetProperty("reason", out var reason))
            {
                Say("why", Why(reason));
            }
        }
    }

    private static string Why(JsonElement reason)
    {
        if (reason.TryGetProperty("likeness", out var likeness))
        {
            return $"{Percent(likeness)} of a confirmed attack stands there{(Word(reason, "exemplar") is { } exemplar ? $": '{exemplar}'" : "")}";
        }

        var words = reason.GetProperty("words").EnumerateArray().Select(static word => $"[{word.GetProperty("start")}, {word.GetProperty("end")}) {Percent(word.GetProperty("share"))}");
        var before = reason.GetProperty("before").GetDouble() > 0 ? [$"what stands before {Percent(reason.GetProperty("before"))}"] : Array.Empty<string>();
        return $"read as a {Word(reason, "window")}{(reason.GetProperty("read_twice").GetBoolean() ? ", twice" : "")}: {string.Join(", ", words.Concat(before))}";
    }

    private static string Percent(JsonElement share) => string.Create(CultureInfo.InvariantCulture, $"{share.GetDouble():P0}");

    private static string Receipts(JsonElement receipts) => string.Join(", ", receipts.EnumerateArray().Select(static receipt => receipt.GetString()));

    private static string Judged(JsonElement finding) => Word(finding, "guard") is { Length: > 0 } guard
        ? $"{Word(finding, "action")} by the guard '{guard}'{(finding.GetProperty("enforced").GetBoolean() ? "" : ", observed only")}"
        : "no guard takes it up";

    private static string? Counts(LedgerEntry entry, string name) => entry.Fact(name) is { ValueKind: JsonValueKind.Object } counts && counts.EnumerateObject().Any()
        ? string.Join(", ", counts.EnumerateObject().Select(static count => $"{count.Value} {count.Name}"))
        : null;

    private static string? Timing(LedgerEntry entry, string name) => entry.Fact("timing_us") is { } timing && timing.TryGetProperty(name, out var taken)
        ? string.Create(CultureInfo.InvariantCulture, $"{taken.GetInt64() / 1000.0:0.##} ms")
        : null;

    private static string Time(LedgerEntry entry) => entry.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string? Text(LedgerEntry entry, string name) => entry.Fact(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static string? Word(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsTrue(LedgerEntry entry, string name) => entry.Fact(name) is { ValueKind: JsonValueKind.True };

    private void Say(string label, string text) => _lines.Add((label, text));
}
