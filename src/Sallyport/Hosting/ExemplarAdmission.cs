using System.Globalization;
using Sallyport.Detection;
using Sallyport.Detection.Exemplars;
using Sallyport.Policy;
using Sallyport.Recording;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>
/// Tries an exemplar on what the tenant's traffic has been before it is added: on the texts of its latest recorded exchanges, where it records, and on
/// ordinary texts that come with Sallyport. Safe for concurrent use.
/// </summary>
/// <param name="exemplars">Keeps the exemplars.</param>
/// <param name="vaults">Opens the tenant's vault.</param>
/// <param name="recorder">Opens its recorded content.</param>
/// <param name="detectors">The detectors in use, by which recorded attacks are told from ordinary text.</param>
/// <param name="time">The clock.</param>
public sealed class ExemplarAdmission(ExemplarAdministration exemplars, TenantVaults vaults, Recorder recorder, IReadOnlyList<Detector> detectors, TimeProvider time)
{
    private const int MostExchanges = 500;
    private const int MostCharacters = 4_000_000;
    private const int MostNamed = 10;

    private const string Family = "injection";

    // Nearer than this, a text is the exemplar itself: it was recorded when the attack came.
    private const float Same = 0.97f;

    // Where the presets' guards take an injection up.
    private const float Attack = 0.7f;

    private static readonly Lazy<string[]> Shipped = new(ReadShipped);

    private readonly TextScan _likeness = Scan([new ExemplarDetector()], time);
    private readonly TextScan _others = Scan([.. detectors.Where(detector => detector is not ExemplarDetector && detector.Kinds.Any(kind => kind.Family == Family))], time);

    /// <summary>Tries an exemplar and adds it, unless it makes too many false alarms.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="draft">The exemplar.</param>
    /// <param name="force">Whether it is added whatever the trial says.</param>
    /// <param name="cancellationToken">Gives up; then nothing is added.</param>
    /// <returns>The trial, and the exemplar where it was added.</returns>
    /// <exception cref="TenancyException">The text says too little, a value is out of range, the name is taken, there are too many, or there is no such tenant.</exception>
    public async Task<(ExemplarTrial Trial, Exemplar? Added)> AddAsync(TenantId tenant, ExemplarDraft draft, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ExemplarAdministration.Check(draft);
        if (ExemplarSet.WhyUnusable(draft.Text) is { } reason)
        {
            throw new TenancyException(TenancyFailure.Invalid, reason);
        }

        var trial = await TryAsync(tenant, draft.Text, cancellationToken).ConfigureAwait(false);
        var facts = FactsOf(trial, force);
        if (trial.IsOverBound && !force)
        {
            // What it tells of recorded content is a look at it, and each of those stands in the ledger.
            await exemplars.RecordRefusalAsync(tenant, draft.Name, facts, cancellationToken).ConfigureAwait(false);
            return (trial, null);
        }

        var added = await exemplars.AddAsync(tenant, draft with { Trial = facts }, cancellationToken).ConfigureAwait(false);
        return (trial, added);
    }

    private static TextScan Scan(IReadOnlyList<Detector> detectors, TimeProvider time) =>
        new(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!, detectors, time);

    private static KeyValuePair<string, string?>[] FactsOf(ExemplarTrial trial, bool force) =>
    [
        new("shipped_texts", Count(trial.ShippedTexts)),
        new("recorded_texts", Count(trial.RecordedTexts)),
        new("false_alarms", Count(trial.FalseAlarms)),
        new("forced", force ? "true" : "false"),
    ];

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string[] ReadShipped()
    {
        using var reader = new StreamReader(typeof(ExemplarAdmission).Assembly.GetManifestResourceStream("Sallyport.Hosting.ordinary-texts.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private async Task<ExemplarTrial> TryAsync(TenantId tenant, string text, CancellationToken cancellationToken)
    {
        var scope = new InspectionScope { Exemplars = ExemplarSet.Create([text]) };
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var alarms = Shipped.Value.Count(ordinary => Likeness(ordinary, Origin.User, scope) > 0);
        var attacks = 0;
        var exchanges = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var characters = 0;
        foreach (var exchange in await recorder.ListAsync(vault, MostExchanges, cancellationToken).ConfigureAwait(false))
        {
            if (characters >= MostCharacters || await recorder.FindAsync(vault, exchange.Exchange, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                continue;
            }

            foreach (var recorded in (await recorder.OpenAsync(vault, found, cancellationToken).ConfigureAwait(false)).Texts)
            {
                if (recorded is not { Text: { Length: > 0 } ordinary, Form: Form.Text or Form.Json } || characters >= MostCharacters || !seen.Add(ordinary))
                {
                    continue;
                }

                characters += ordinary.Length;
                var likeness = Likeness(ordinary, recorded.Origin, scope);
                if (likeness == 0)
                {
                    continue;
                }

                if (likeness >= Same || Score(_others, ordinary, recorded.Origin, InspectionScope.Empty) >= Attack)
                {
                    attacks++;
                    continue;
                }

                alarms++;
                if (exchanges.Count < MostNamed && !exchanges.Contains(exchange.Exchange))
                {
                    exchanges.Add(exchange.Exchange);
                }
            }
        }

        return new() { ShippedTexts = Shipped.Value.Length, RecordedTexts = seen.Count, FalseAlarms = alarms, Attacks = attacks, Exchanges = exchanges };
    }

    private float Likeness(string text, Origin origin, InspectionScope scope) => Score(_likeness, text, origin, scope);

    private static float Score(TextScan scan, string text, Origin origin, InspectionScope scope)
    {
        var highest = 0f;
        foreach (var found in scan.Scan(text, origin, scope).Findings)
        {
            highest = found.Finding.Kind.Family == Family ? Math.Max(highest, found.Finding.Score) : highest;
        }

        return highest;
    }
}
