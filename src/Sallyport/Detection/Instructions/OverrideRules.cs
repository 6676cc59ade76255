using static Sallyport.Detection.Instructions.InstructionRule;

namespace Sallyport.Detection.Instructions;

/// <summary>Telling a model to leave its instructions, in the languages that the Latin script writes.</summary>
internal static class OverrideRules
{
    private static readonly System.Buffers.SearchValues<string> Rules = Words(
        "instruct", "prompt", "guideline", "directive", "directions", "programming", "rules", "policies", "restriction", "commands", "training", "constraint",
        "everything", "the above", "context", "tasks", "orders", "configuration", "content above", "system message", "safety", "what you were told",
        "instruccion", "indicacion", "reglas", "directrices", "órdenes", "ordenes", "consigne", "règle", "regle", "anweisung", "instruktion", "vorgaben", "regeln", "befehle", "anleitung",
        "istruzion", "regole", "direttiv", "instruç", "instruco", "instruçõ", "regras", "diretrizes", "instructies", "regels", "opdracht", "instrukc", "polece", "zasad",
        "talimat", "kural", "komut", "instruksi", "perintah", "aturan", "hướng dẫn", "chỉ dẫn", "quy tắc", "nirdesh", "niyam", "instruktioner", "regler", "pravidla", "pokyn");

    private static readonly System.Buffers.SearchValues<string> Earlier = Words(
        "previous", "prior", "above", "earlier", "preceding", "all ", "any ", "every", "your", "former", "foregoing", "existing", "original", "system", "these", "those", "before", "initial", "past ", "other",
        "anterior", "previ", "todas", "todo", "tus ", "sus ", "précédent", "precedent", "antérieur", "toutes", "tout ", "tes ", "vos ", "vorherig", "bisherig", "obig", "alle", "deine", "ihre", "vorangegangen", "früher",
        "tutte", "tutti", "tue ", "tuoi", "suas", "seus", "vorige", "eerdere", "bovenstaande", "poprzedni", "wszystki", "powyższ", "önceki", "tüm", "yukarıdaki", "sebelumnya", "semua", "di atas", "trước", "tất cả",
        "pichl", "pehle", "sabhi", "saare", "saari", "sab ", "upar", "tidigare", "alla ", "předchozí", "všechny");

    public static IReadOnlyList<InstructionRule> All { get; } =
    [
        new(
            0.8f,
            "ignore", "ignoring", "disregard", "forget ", "ignora ", "ignorar", "ignorez", "ignorier", "ignoruj", "zignoruj", "ignorera", "olvida", "oublie", "vergiss", "vergessen sie", "missachte",
            "dimentic", "esqueça", "esqueca", "desconsider", "negeer", "vergeet", "zapomnij", "abaikan", "lupakan", "bỏ qua", "quên ", "ne tiens pas compte", "ne tenez pas compte", "ignoruj", "glöm", "haz caso omiso", "no sigas", "non seguire", "nicht befolgen", "do not follow", "don't follow",
            "stop following", "no longer follow", "no longer bound", "nevermind", "never mind")
        {
            Also = Rules,
            AndAlso = Earlier,
            Reach = 80,
        },
        new(0.5f, "override", "bypass", "overrule", "discard", "neglect ", "circumvent", "supersede", "dismiss ", "leave aside", "break free")
        {
            Also = Words("instruction", "system prompt", "your guideline", "your programming", "your rules", "your restriction", "safety filter", "your safety", "your training", "content polic", "ethical"),
            AndAlso = Earlier,
            Reach = 80,
        },
        new(0.75f, "pichle instruction", "pichle nirdesh", "pehle ke instruction", "pehle wale", "sabhi instruction", "saare instruction", "saari instruction", "instructions ko", "rules ko", "nirdesh", "niyamon", "önceki talimat", "tüm talimat", "kuralları", "talimatları")
        {
            Also = Words("ignore", "bhool", "bhul", "anadekha", "andekha", "nazarandaz", "skip", "hata", "mat maan", "chhod", "yok say", "görmezden", "unut", "dikha", "bypass"),
            Reach = 80,
        },
        new(0.7f, "new instruction", "updated instruction", "your new instructions", "your real instructions", "actual instructions", "important instructions", "new rule:", "system override", "admin override", "your new task", "your new goal", "your real task", "new objective")
        {
            Also = Words("ignore", "instead", "from now", "must", "immediately", "follow", "you are", "you will", ":"),
            Reach = 96,
        },
        new(0.5f, "new task:", "task complete. new", "task completed. new", "task is complete. now") { Reach = 32 },
    ];
}
