namespace Sallyport.Gateway.Dialects;

/// <summary>Fields that mean the same in all tool calls and results of OpenAI's and Anthropic's APIs.</summary>
internal static class ItemFields
{
    /// <summary>What a field of this name holds.</summary>
    public static ItemField ClassOf(ReadOnlySpan<char> name) => name switch
    {
        "type" or "id" or "status" or "role" or "call_id" or "tool_use_id" or "approval_request_id" or "container_id" or "media_type" or "detail"
            or "error_code" or "page_age" or "environment" or "button" => ItemField.Structural,
        "encrypted_content" or "encrypted_index" or "encrypted_stdout" or "signature" => ItemField.Ciphertext,
        "image_url" or "file_url" or "file_data" or "data" => ItemField.File,
        "file_id" => ItemField.FileReference,
        "arguments" => ItemField.Json,
        _ => ItemField.Text,
    };
}
