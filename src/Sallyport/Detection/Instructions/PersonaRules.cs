using static Sallyport.Detection.Instructions.InstructionRule;

namespace Sallyport.Detection.Instructions;

/// <summary>Giving a model another self, without the limits of its own.</summary>
internal static class PersonaRules
{
    private static readonly System.Buffers.SearchValues<string> Unbound = Words(
        "no restriction", "without restriction", "without any restriction", "any restriction", "no rules", "no limit", "without limit", "unfiltered", "uncensored", "unrestricted", "no filter", "without filter",
        "without any filter", "no ethic", "no moral", "ethical guideline", "moral guideline", "ethics or", "amoral", "openai polic", "openai's polic", "openai guideline", "content polic", "do anything", " dan ", "jailbr", "never refuse",
        "can't refuse", "cannot refuse", "doesn't refuse", "does not refuse", "no boundaries", "free from all", "broken free", "illegal", "malicious", "evil ", "developer mode", "restriction nahi", "rules nahi", "bina kisi", "sin restricciones",
        "sin filtros", "sans restriction", "sans filtre", "ohne einschränkung", "ohne filter", "senza restrizioni", "senza filtri", "sem restrições", "sem filtros", "safety polic", "safety guideline", "no longer chatgpt", "no longer an ai");

    public static IReadOnlyList<InstructionRule> All { get; } =
    [
        new(0.85f, "do anything now", "dan mode", "jailbreak mode", "jailbroken", "(jailbreak", "[jailbreak", "you are going to act as dan", "developer mode output", "developer mode enabled", "unrestricted mode", "god mode enabled"),
        new(
            0.7f, "you are now", "you're now", "from now on", "pretend ", "act as ", "act like", "roleplay", "role-play", "imagine ", "you will be ", "you are a ", "you are an ", "you are going to", "simulat", "respond as ", "answer as ", "as dan",
            "developer mode", "modo desarrollador", "modo desenvolvedor", "mode développeur", "entwicklermodus", "du bist jetzt", "ab jetzt", "eres ahora", "ahora eres", "tu es maintenant", "agora você", "sei ora", "a partir de agora", "hypothetical", "fais comme", "finge", "fingi ")
        {
            Also = Unbound,
            Reach = 220,
            StopsAtSentence = false,
        },
        new(0.6f, "never refuse", "do not refuse", "you cannot refuse", "you can't refuse", "no longer chatgpt", "no longer bound by", "you have been freed", "you are free from", "stay in character as", "treat all policies as")
        {
            Reach = 48,
        },
        new(0.55f, "activate ", "enter ", "enable ", "switch to ", "ative o ", "activa el ", "active le ", "aktiviere ")
        {
            Also = Words("developer mode", "dan mode", "jailbreak", "god mode", "unrestricted mode", "uncensored mode", "modo desenvolvedor", "modo desarrollador", "mode développeur", "entwicklermodus", "admin mode", "sudo mode", "debug mode"),
            Reach = 40,
        },
    ];
}
