using Sallyport.Lab.Heads;

namespace Sallyport.Lab.Composing;

/// <summary>
/// Composes attacks and, for each, an innocent twin of the same language, surroundings, container and about the same length, so that only what is said can tell them apart.
/// </summary>
internal sealed class Composer(IReadOnlyList<Example> carriers, SeededRandom random)
{
    private const int EnglishTexts = 8_000;
    private const int OtherTexts = 1_200;
    private const int LongestPrompt = 300;

    private readonly ILookup<string, Example> _prompts = carriers.Where(c => c.Text.Length < LongestPrompt).ToLookup(c => c.Language);
    private readonly Example[] _documents = [.. carriers.Where(c => c.Text.Length >= 120)];

    /// <summary>What a user types: attacks of the rules <c>attack.*</c>, twins of <c>benign.*</c>.</summary>
    public IEnumerable<Example> Typed()
    {
        foreach (var grammar in Grammars.Languages)
        {
            var attacks = Starts(grammar, "attack.");
            var twins = Starts(grammar, "benign.");
            for (var i = 0; i < CountFor(grammar); i++)
            {
                var (attack, twin) = (random.Pick(attacks), random.Pick(twins));
                var before = random.Chance(0.2) ? Prompt(grammar) + random.Pick([" ", "\n", ". ", "\n\n"]) : "";
                var after = random.Chance(0.12) ? random.Pick([" ", "\n", ". "]) + Prompt(grammar) : "";
                yield return Text(before + Surface.Roughen(grammar.Compose(attack, random), random) + after, true, attack, grammar);
                yield return Text(before + Surface.Roughen(grammar.Compose(twin, random), random) + after, false, twin, grammar);
            }
        }
    }

    /// <summary>Data: planted orders of the rules <c>data.attack</c> and <c>data.task</c>, and of those that users' attacks follow; twins of <c>data.people</c>.</summary>
    public IEnumerable<Example> Planted()
    {
        foreach (var grammar in Grammars.Languages)
        {
            var typed = Starts(grammar, "attack.");
            var quotes = Starts(grammar, "benign.quote");
            for (var i = 0; i < CountFor(grammar); i++)
            {
                var attack = random.Next(10) switch { < 4 => "data.attack", < 8 => "data.task", _ => random.Pick(typed) };
                var twin = quotes.Count > 0 && random.Chance(0.1) ? quotes[0] : "data.people";
                var (before, after) = Planting.Split(_documents.Length > 0 ? random.Pick(_documents).Text : "", random);
                var form = random.Next(10);
                foreach (var (rule, isPositive) in new[] { (attack, true), (twin, false) })
                {
                    var plant = Surface.Roughen(grammar.Compose(rule, random), random);
                    var text = form switch
                    {
                        0 => plant,
                        < 6 => Planting.Into(before, plant, after, random),
                        _ => Planting.Contain(before, plant, after, random),
                    };
                    yield return Text(text, isPositive, rule, grammar);
                }
            }
        }
    }

    private static List<string> Starts(Grammar grammar, string prefix) => [.. grammar.Rules.Where(rule => rule.StartsWith(prefix, StringComparison.Ordinal))];

    private static int CountFor(Grammar grammar) => grammar.Language == "en" ? EnglishTexts : OtherTexts;

    private static Example Text(string text, bool isPositive, string rule, Grammar grammar) => new(text, isPositive, "composed " + rule, grammar.Language, rule);

    private string Prompt(Grammar grammar)
    {
        var own = _prompts[grammar.Language];
        return own.Any() && random.Chance(0.7) ? own.ElementAt(random.Next(own.Count())).Text : grammar.Compose("benign.ask", random);
    }
}
