namespace Sallyport.Detection.Instructions;

/// <summary>Marks with which chat formats part roles. In content they pretend that another role speaks.</summary>
internal static class MarkerRules
{
    public static IReadOnlyList<InstructionRule> All { get; } =
    [
        new(0.75f, "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|start_header_id|>", "<|eot_id|>", "<|begin_of_text|>", "<|endoftext|>", "<|channel|>", "<<sys>>", "<</sys>>"),
        new(0.6f, "[inst]", "[/inst]", "### system:", "### instruction:", "### new instruction", "</system>", "[system message]", "[system]:", "[system](#", "begin new instructions", "end of system prompt", "end system prompt", "end of user data", "</user_input>", "</untrusted>"),
    ];
}
