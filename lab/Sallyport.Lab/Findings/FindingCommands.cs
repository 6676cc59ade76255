using System.Globalization;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Lab.Findings;

/// <summary><c>evaluate pii</c> and <c>evaluate secrets</c>: what the detectors that ship find in texts whose findings are marked, as the first-run policy takes it up.</summary>
internal static class FindingCommands
{
    // The least score that a guard takes up unless policy says otherwise.
    private const float LeastScore = 0.5f;

    private const string Table = "| kind | marked | found | strict F1 | precision | recall | overlap F1 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |";

    private static readonly Dictionary<string, string> KindsOfTypes = new(StringComparer.Ordinal)
    {
        ["CREDIT_CARD"] = "pii.payment_card",
        ["DATE_OF_BIRTH"] = "pii.date_of_birth",
        ["EMAIL_ADDRESS"] = "pii.email",
        ["IBAN_CODE"] = "pii.iban",
        ["IP_ADDRESS"] = "pii.ip_address",
        ["LOCATION"] = "pii.location",
        ["ORGANIZATION"] = "pii.organization",
        ["PASSPORT"] = "pii.passport",
        ["PERSON"] = "pii.person",
        ["PHONE_NUMBER"] = "pii.phone",
        ["STREET_ADDRESS"] = "pii.address",
        ["US_SSN"] = "pii.national_id.us_ssn",
    };

    private const string Secret = "secret";

    private static readonly HashSet<string> NameKinds = new(StringComparer.Ordinal) { "pii.person", "pii.organization", "pii.location", "pii.address" };

    /// <summary>What can be evaluated so.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["pii", "secrets"];

    /// <summary>Judges, and writes the tables and, where asked for, each mistake.</summary>
    public static void Evaluate(string name, string data, TextWriter report, TextWriter? errors)
    {
        var scan = new TextScan(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!, StandardDetectors.All, TimeProvider.System);
        if (name == "pii")
        {
            EvaluatePii(scan, Path.Combine(data, "pii.jsonl.gz"), report, errors);
        }
        else
        {
            EvaluateSecrets(scan, Path.Combine(data, "secrets.jsonl.gz"), report, errors);
        }
    }

    private static void EvaluatePii(TextScan scan, string file, TextWriter report, TextWriter? errors)
    {
        var bySource = new SortedDictionary<string, FindingScores>(StringComparer.Ordinal);
        foreach (var text in MarkedText.Read(file))
        {
            if (!bySource.TryGetValue(text.Source, out var scores))
            {
                bySource.Add(text.Source, scores = new());
            }

            var marked = text.Marks.Select(static mark => (KindsOfTypes[mark.Type], mark.Span)).ToList();
            var found = Find(scan, text.Text, "pii");
            scores.Add(marked, found);
            TellMistakes(text, marked, found, errors);
        }

        report.WriteLine("# PII, by kind and source");
        report.WriteLine();
        report.WriteLine("`dotnet run -c Release --project lab/Sallyport.Lab -- evaluate pii --data DIR`: what all detectors that ship find in `pii.jsonl.gz`, from a score of 0.5 on, as guards take it up.");
        report.WriteLine("Overlap: a finding of the right kind shares a character with a mark. `pii_templates` are composed sentences; the other sources are real texts in which names alone are marked, so that what else is found");
        report.WriteLine("there (an e-mail address in a tweet) counts as wrong. Rules have no training data. **The names model has seen a part of these texts:** of persons, organisations, locations and addresses the");
        report.WriteLine("figures to believe are those on sources held out, in [its card](../models/names-model.md).");
        foreach (var (source, scores) in bySource)
        {
            report.WriteLine();
            report.WriteLine($"## {source}");
            report.WriteLine();
            report.WriteLine(Table);
            foreach (var row in scores.Rows())
            {
                report.WriteLine(row);
            }

            report.WriteLine(scores.Row("all but names", static kind => !NameKinds.Contains(kind)));
        }

    }

    private static void EvaluateSecrets(TextScan scan, string file, TextWriter report, TextWriter? errors)
    {
        var all = new SecretCount();
        var bySource = new SortedDictionary<string, SecretCount>(StringComparer.Ordinal);
        var missed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in MarkedText.Read(file))
        {
            var found = Find(scan, text.Text, "secret");
            if (!bySource.TryGetValue(text.Source, out var count))
            {
                bySource.Add(text.Source, count = new());
            }

            var isSecret = text.Label == Secret;
            var isWhole = isSecret && found.Count > 0 && text.Marks.All(mark => found.Exists(other => other.Span.Start <= mark.Span.Start && other.Span.End >= mark.Span.End));
            all.Add(isSecret, found.Count > 0, isWhole);
            count.Add(isSecret, found.Count > 0, isWhole);
            if (isSecret != found.Count > 0)
            {
                errors?.WriteLine($"{(isSecret ? "missed" : "wrong")} {text.Kind}: {text.Text.ReplaceLineEndings("\\n")}");
                if (isSecret)
                {
                    missed[text.Kind] = missed.GetValueOrDefault(text.Kind) + 1;
                }
            }
        }

        report.WriteLine("# Secrets");
        report.WriteLine();
        report.WriteLine("`dotnet run -c Release --project lab/Sallyport.Lab -- evaluate secrets --data DIR`: texts of `secrets.jsonl.gz` in which all detectors that ship find a credential, from a score of 0.5 on.");
        report.WriteLine("\"Whole\" are those whose marked credentials, where any are marked, lie within what would be removed. The look-alikes of `gitleaks_vectors` are what that tool's own rules must not take.");
        report.WriteLine("The rules were written while looking at these formats: this tells that they are kept, not how unseen ones fare.");
        report.WriteLine();
        report.WriteLine("| source | secret | found | whole | look-alikes | taken for secrets | precision | recall |");
        report.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (source, count) in bySource)
        {
            report.WriteLine(count.Row(source));
        }

        report.WriteLine(all.Row("all"));
        report.WriteLine();
        report.WriteLine("Missed, by whose they are: " + string.Join(", ", missed.OrderByDescending(static pair => pair.Value).Select(static pair => $"{pair.Key} {pair.Value}")) + ".");
    }

    private static void TellMistakes(MarkedText text, List<(string Kind, TextSpan Span)> marked, List<(string Kind, TextSpan Span)> found, TextWriter? errors)
    {
        if (errors is null)
        {
            return;
        }

        foreach (var (kind, span) in marked.Where(mark => !found.Exists(other => other.Kind == mark.Kind && FindingScores.Overlap(other.Span, mark.Span))))
        {
            errors.WriteLine($"missed {text.Source} {kind} \"{text.Text[span.Start..span.End]}\" in: {text.Text.ReplaceLineEndings("\\n")}");
        }

        foreach (var (kind, span) in found.Where(finding => !marked.Exists(other => other.Kind == finding.Kind && FindingScores.Overlap(other.Span, finding.Span))))
        {
            errors.WriteLine($"wrong {text.Source} {kind} \"{text.Text[span.Start..span.End]}\" in: {text.Text.ReplaceLineEndings("\\n")}");
        }
    }

    private static List<(string Kind, TextSpan Span)> Find(TextScan scan, string text, string family) =>
    [
        .. scan.Scan(text, Origin.User).Findings.Where(found => found.Finding.Kind.Family == family && found.Finding.Score >= LeastScore)
            .Select(static found => (found.Finding.Kind.Name, found.Finding.Span)),
    ];

    private sealed class SecretCount
    {
        private int _secret;
        private int _found;
        private int _whole;
        private int _innocent;
        private int _wrong;

        public void Add(bool isSecret, bool isFound, bool isWhole)
        {
            _secret += isSecret ? 1 : 0;
            _found += isSecret && isFound ? 1 : 0;
            _whole += isWhole ? 1 : 0;
            _innocent += isSecret ? 0 : 1;
            _wrong += !isSecret && isFound ? 1 : 0;
        }

        public string Row(string name)
        {
            var precision = _found + _wrong == 0 ? "" : ((double)_found / (_found + _wrong)).ToString("0.000", CultureInfo.InvariantCulture);
            var recall = _secret == 0 ? "" : ((double)_found / _secret).ToString("0.000", CultureInfo.InvariantCulture);
            return $"| {name} | {_secret} | {_found} | {_whole} | {_innocent} | {_wrong} | {precision} | {recall} |";
        }
    }
}
