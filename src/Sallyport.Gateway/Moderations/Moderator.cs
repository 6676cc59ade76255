using System.Buffers;
using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Gateway.Moderations;

/// <summary>
/// Answers OpenAI's Moderations from the detectors in use. A moderation is asked for to learn what a text is, so the tenant's policy doesn't block it: nothing
/// is sent to a model. It is read to its end like any segment, under a plan that watches and does nothing. Immutable; shared by all tenants.
/// </summary>
internal sealed class Moderator
{
    /// <summary>The name that answers give as their model, whichever was asked for.</summary>
    public const string Model = "sallyport-moderation";

    /// <summary>The guard that takes up what is not flagged, for its score alone.</summary>
    public const string ScoringGuard = "scores";

    // Models as docs/models says, rules as the presets take them up. Where several observe the same, the first is told.
    private const string PolicyText = $$"""
        version: 1
        name: moderation
        description: Texts that /v1/moderations was asked to judge.
        mode: observe
        guards:
          - {name: models, findings: [toxicity.abuse, toxicity.insult, toxicity.hate, toxicity.threat, toxicity.sexual, toxicity.self_harm, harmful.request, injection.direct, injection.indirect], on: input, action: flag, sensitivity: balanced}
          - {name: injection, findings: [injection.rule, injection.exemplar], on: input, action: flag, min_score: 0.7}
          - {name: {{ScoringGuard}}, findings: [toxicity, harmful, injection], on: input, action: flag, min_score: 0}
        """;

    // Places in the list of categories.
    private readonly int[] _judged;
    private readonly int[] _judgedForAll;

    /// <param name="detectors">The detectors in use. A category that none of them can find is not answered.</param>
    /// <param name="time">The clock.</param>
    public Moderator(IReadOnlyList<Detector> detectors, TimeProvider time)
    {
        var document = PolicyReader.Read(PolicyText).Document ?? throw new InvalidOperationException("The policy of moderations can't be read.");
        Policy = PolicySnapshot.Compile(document, 0, detectors, time);
        _judged = [.. Enumerable.Range(0, ModerationCategory.All.Count).Where(i => detectors.Any(detector => detector.Kinds.Any(ModerationCategory.All[i].Takes)))];
        _judgedForAll = [.. _judged.Where(static i => !ModerationCategory.All[i].NeedsExplain)];
    }

    /// <summary>What the texts are read under.</summary>
    public PolicySnapshot Policy { get; }

    /// <summary>Writes the answer.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="exchange">The exchange, of which the answer's id is made.</param>
    /// <param name="inspection">What was found; each detector must have read each segment.</param>
    /// <param name="inputs">The segments of each input.</param>
    /// <param name="explains">Whether the caller may know why guards act; to others, injection is a category that was not judged.</param>
    public void Write(IBufferWriter<byte> to, ExchangeId exchange, InputInspection inspection, IReadOnlyList<Range> inputs, bool explains)
    {
        var judged = explains ? _judged : _judgedForAll;
        var scores = new (float Highest, bool IsFlagged)[ModerationCategory.All.Count];
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("id", "modr-" + exchange.Value);
        json.WriteString("model", Model);
        json.WriteStartArray("results");
        foreach (var input in inputs)
        {
            Array.Clear(scores);
            for (var segment = input.Start.Value; segment < input.End.Value; segment++)
            {
                Take(scores, inspection.Segments[segment].Findings);
            }

            WriteResult(json, scores, judged);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Take((float Highest, bool IsFlagged)[] scores, FindingTally findings)
    {
        foreach (var (kind, judgement, score) in findings.HighestScores)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                if (ModerationCategory.All[i].Takes(kind))
                {
                    scores[i] = (Math.Max(scores[i].Highest, score), scores[i].IsFlagged || judgement.Guard != ScoringGuard);
                }
            }
        }
    }

    // A category that nobody looked for has no value and no score: there is none to give. Clients read that as null, or as a category of no input type.
    private static void WriteResult(Utf8JsonWriter json, (float Highest, bool IsFlagged)[] scores, int[] judged)
    {
        json.WriteStartObject();
        json.WriteBoolean("flagged", judged.Any(i => scores[i].IsFlagged));
        json.WriteStartObject("categories");
        foreach (var i in judged)
        {
            json.WriteBoolean(ModerationCategory.All[i].Name, scores[i].IsFlagged);
        }

        json.WriteEndObject();
        json.WriteStartObject("category_scores");
        foreach (var i in judged)
        {
            json.WriteNumber(ModerationCategory.All[i].Name, MathF.Round(scores[i].Highest, 5));
        }

        json.WriteEndObject();
        json.WriteStartObject("category_applied_input_types");
        for (var i = 0; i < scores.Length; i++)
        {
            json.WriteStartArray(ModerationCategory.All[i].Name);
            if (Array.IndexOf(judged, i) >= 0)
            {
                json.WriteStringValue("text");
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
