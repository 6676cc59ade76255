using static Sallyport.Detection.Instructions.InstructionRule;

namespace Sallyport.Detection.Instructions;

/// <summary>Asking a model for its instructions, sending out what it knows, or keeping an act from its user.</summary>
internal static class ProbeRules
{
    private static readonly System.Buffers.SearchValues<string> Show = Words(
        "show", "reveal", "print", "repeat", "display", "output", "tell me", "give me", "leak", "dump", "disclose", "share your", "share the", "write out", "write down", "recite", "translate", "summarize", "copy", "expose", "what is your",
        "what's your", "what are your", "what were your", "encode", "spell out", "return your", "zeig", "muestra", "muéstra", "montre", "mostra", "mostre", "exib", "revel", "révèle", "nenne", "verrate", "gib ", "dikha", "batao", "likh do",
        "göster", "pokaż", "toon ", "tampilkan", "hiển thị", "dime", "dis-moi", "dimmi", "diga");

    public static IReadOnlyList<InstructionRule> All { get; } =
    [
        new(
            0.65f, "system prompt", "system message", "initial prompt", "initial instruction", "initial configuration", "initialization string", "hidden prompt", "hidden instruction", "secret instruction", "your instructions", "your prompt", "your guidelines", "your rules",
            "your original instruction", "original instructions", "starting instructions", "instructions you were given", "instructions you have been given", "prompt you were given", "everything above", "text above", "words above", "instructions above", "above instructions",
            "system instructions", "developer message", "prompt del sistema", "instrucciones iniciales", "instrucciones del sistema", "tus instrucciones", "prompt système", "instructions système", "instructions initiales", "tes instructions", "vos instructions", "systemprompt", "system-prompt",
            "ursprünglichen anweisung", "deine anweisung", "istruzioni iniziali", "prompt di sistema", "tue istruzioni", "prompt do sistema", "instruções iniciais", "suas instruções", "<system_prompt>", "sistem istemi")
        {
            Before = Show,
            Reach = 24,
        },
        new(0.65f, "do not tell", "don't tell", "do not inform", "don't inform", "do not mention", "don't mention", "without telling", "without informing", "do not let the", "don't let the", "without alerting", "do not alert", "never tell", "do not disclose", "hide this from")
        {
            Also = Words("the user", "user about", "users ", "the human", "this instruction", "these instruction", "this message", "the customer", "anyone about this", "user know"),
            Reach = 64,
        },
        new(0.6f, "exfiltrate", "send ", "forward ", "upload ", "transmit ", "post ", "email ", "leak ")
        {
            Also = Words("password", "api key", "api_key", "credential", "secret", "chat history", "conversation", "access token", "session token", "private key", "confidential", "personal data", "all emails", "credit card", "environment variable", "ssh key"),
            AndAlso = Words("http://", "https://", "@", "attacker", "webhook", "external server"),
            Reach = 160,
        },
        new(
            0.7f, "note to the ai", "note to ai", "note to the assistant", "attention ai", "attention, ai", "dear ai", "message to the ai", "message to the assistant", "instruction to the ai", "instructions for the ai", "instructions to the assistant", "instruction for the assistant",
            "if you are an ai", "if you're an ai", "if you are a language model", "if you are an llm", "ai agents reading", "ai assistants reading", "ai reading this", "to any ai", "ai assistant: ", "ai model: ", "hey chatgpt", "important message to you", "this is an important message from"),
        new(0.6f, "tell the user", "inform the user", "instruct the user", "ask the user")
        {
            Also = Words("to enter their password", "to click", "their password", "credit card", "to visit http", "to download", "to log in at", "account has been", "call this number"),
            Reach = 128,
        },
    ];
}
