using Sallyport.Lab.Heads;
using Sallyport.Text.Views;

namespace Sallyport.Lab.Composing;

/// <summary>
/// Composes attacks and, for each, an innocent twin of the same language, surroundings, container and about the same length, so that only what is said can tell them apart.
/// </summary>
internal sealed class Composer(IReadOnlyList<Example> carriers, SeededRandom random)
{
    private const int EnglishTyped = 9_000;
    private const int EnglishPlanted = 20_000;
    private const int OtherTexts = 1_200;
    private const int LongestPrompt = 300;

    private readonly ILookup<string, Example> _prompts = carriers.Where(c => c.Text.Length < LongestPrompt).ToLookup(c => c.Language);
    private readonly ILookup<string, Example> _documentsByLanguage = carriers.Where(c => c.Text.Length >= 120).ToLookup(c => c.Language);
    private readonly Example[] _documents = [.. carriers.Where(c => c.Text.Length >= 120)];

    /// <summary>What a user types: attacks of the rules <c>attack.*</c>, twins of <c>benign.*</c>.</summary>
    public IEnumerable<Example> Typed()
    {
        foreach (var grammar in Grammars.Languages)
        {
            var attacks = Starts(grammar, "attack.");
            var twins = Starts(grammar, "benign.");
            for (var i = 0; i < CountFor(grammar, EnglishTyped); i++)
            {
                var (attack, twin) = (random.Pick(attacks), random.Pick(twins));
                var before = random.Chance(0.2) ? Prompt(grammar) + random.Pick([" ", "\n", ". ", "\n\n"]) : "";
                var after = random.Chance(0.12) ? random.Pick([" ", "\n", ". "]) + Prompt(grammar) : "";
                var joins = random.Chance(0.1);
                foreach (var (rule, isPositive) in new[] { (attack, true), (twin, false) })
                {
                    var said = Surface.Roughen(grammar.Compose(rule, random), random);
                    if (joins)
                    {
                        var (text, start, length) = Planting.Join(random.Chance(0.7) ? Prompt(grammar) : "", said, random.Chance(0.7) ? Prompt(grammar) : "", random);
                        yield return Text(text, isPositive, rule, grammar, (start, length));
                        continue;
                    }

                    yield return Text(before + said + after, isPositive, rule, grammar, (before.Length, said.Length));
                }
            }
        }
    }

    /// <summary>
    /// Data: planted orders of the rules <c>data.attack</c> and <c>data.task</c>, of those that users' attacks follow, and real requests of users; twins of
    /// <c>data.people</c>, and sentences of other documents.
    /// </summary>
    /// <param name="requests">What users asked elsewhere, in English.</param>
    public IEnumerable<Example> Planted(IReadOnlyList<string> requests)
    {
        foreach (var grammar in Grammars.Languages)
        {
            for (var i = 0; i < CountFor(grammar, EnglishPlanted); i++)
            {
                var (before, after) = Planting.Split(Carrier(grammar), random);
                var form = random.Next(10);
                foreach (var (rule, plant) in new[] { Order(grammar, requests), Remark(grammar) })
                {
                    var (text, start, length) = form switch
                    {
                        0 => (plant, 0, plant.Length),
                        < 6 => Planting.Into(before, plant, after, random),
                        _ => Planting.Contain(before, plant, after, random),
                    };
                    yield return Text(text, !(rule is "data.sentence" or "benign.quote" || rule.StartsWith("data.people", StringComparison.Ordinal)), rule, grammar, (start, length));
                }
            }
        }
    }

    // Of the planted sentence's own language where it can be, so that a language is no sign; English around it is common too.
    private string Carrier(Grammar grammar)
    {
        var own = _documentsByLanguage[grammar.Language];
        var people = Starts(grammar, "data.people");
        if (grammar.Language == "en" || random.Chance(0.3))
        {
            return random.Pick(_documents).Text;
        }

        return own.Any() && random.Chance(0.5)
            ? own.ElementAt(random.Next(own.Count())).Text
            : string.Join(' ', Enumerable.Range(0, 2 + random.Next(9)).Select(_ => grammar.Compose(random.Chance(0.7) ? random.Pick(people) : "benign.ask", random)));
    }

    private (string Rule, string Plant) Order(Grammar grammar, IReadOnlyList<string> requests)
    {
        if (grammar.Language == "en" && random.Chance(0.3))
        {
            return ("data.request", Surface.Roughen(random.Pick(requests), random));
        }

        var rule = random.Next(10) switch { < 4 => random.Pick(Starts(grammar, "data.attack")), < 8 => random.Pick(Starts(grammar, "data.task")), _ => random.Pick(Starts(grammar, "attack.")) };
        return (rule, Surface.Roughen(grammar.Compose(rule, random), random));
    }

    private (string Rule, string Plant) Remark(Grammar grammar)
    {
        if (grammar.Language == "en" && random.Chance(0.3))
        {
            var other = random.Pick(_documents).Text;
            var start = Planting.Split(other, random).After is { Length: > 0 } after ? after : other;
            return ("data.sentence", start[..UnitEdges.Find(start, isComplete: true)].Trim());
        }

        var rule = random.Chance(0.1) ? "benign.quote" : random.Pick(Starts(grammar, "data.people"));
        return (rule, Surface.Roughen(grammar.Compose(rule, random), random));
    }

    private static List<string> Starts(Grammar grammar, string prefix) => [.. grammar.Rules.Where(rule => rule.StartsWith(prefix, StringComparison.Ordinal))];

    private static int CountFor(Grammar grammar, int english) => grammar.Language == "en" ? english : OtherTexts;

    private static Example Text(string text, bool isPositive, string rule, Grammar grammar, (int Start, int Length) sign) =>
        new(text, isPositive, "composed " + rule, grammar.Language, rule) { Sign = sign };

    private string Prompt(Grammar grammar)
    {
        var own = _prompts[grammar.Language];
        return own.Any() && random.Chance(0.7) ? own.ElementAt(random.Next(own.Count())).Text : grammar.Compose("benign.ask", random);
    }
}
