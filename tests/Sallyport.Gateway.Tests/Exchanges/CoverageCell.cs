namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>One row of the coverage matrix on the way in: a request that holds one form of content.</summary>
/// <param name="Wire">The route's wire.</param>
/// <param name="Form">What is looked at.</param>
/// <param name="Fields">The request's fields beside model and stream, from the first name's first letter on; MAIL stands for what a guard is to find.</param>
internal sealed record CoverageCell(string Wire, string Form, string Fields)
{
    // "jane.doe@example.org", as a text file in base64.
    private const string TextFile = "amFuZS5kb2VAZXhhbXBsZS5vcmc=";

    public static IReadOnlyList<CoverageCell> Inputs { get; } =
    [
        new("chat", "user's text", """messages":[{"role":"user","content":"MAIL"}]"""),
        new("chat", "text part", """messages":[{"role":"user","content":[{"type":"text","text":"MAIL"}]}]"""),
        new("chat", "system prompt", """messages":[{"role":"system","content":"MAIL"},{"role":"user","content":"hi"}]"""),
        new("chat", "tool result", """messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"c","content":"MAIL"}]"""),
        new("chat", "earlier tool call", """messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"MAIL\"}"}}]},{"role":"user","content":"hi"}]"""),
        new("chat", "tool definition", """messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","description":"MAIL"}}]"""),
        new("chat", "unknown field", """messages":[{"role":"user","content":"hi"}],"odd":{"deep":["MAIL"]}"""),
        new("chat", "text file", $$$"""messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;base64,{{{TextFile}}}"}}]}]"""),
        new("chat", "text file in a plain data URL", """messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain,MAIL"}}]}]"""),
        new("chat", "image", """messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]"""),
        new("chat", "audio", """messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}]"""),
        new("chat", "other file", """messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]}]"""),
        new("chat", "part of unknown type", """messages":[{"role":"user","content":[{"type":"hologram","depth":3}]}]"""),
        new("responses", "user's text", """input":"MAIL""" + "\""),
        new("responses", "text part", """input":[{"role":"user","content":[{"type":"input_text","text":"MAIL"}]}]"""),
        new("responses", "system prompt", """instructions":"MAIL","input":"hi""" + "\""),
        new("responses", "tool result", """input":[{"type":"function_call_output","call_id":"c","output":"MAIL"}]"""),
        new("responses", "earlier tool call", """input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{\"to\":\"MAIL\"}"}]"""),
        new("responses", "tool definition", """input":"hi","tools":[{"type":"function","name":"f","description":"MAIL"}]"""),
        new("responses", "unknown field", """input":"hi","odd":{"deep":["MAIL"]}"""),
        new("responses", "text file", $$$"""input":[{"role":"user","content":[{"type":"input_file","filename":"a.txt","file_data":"data:text/plain;base64,{{{TextFile}}}"}]}]"""),
        new("responses", "text file in a plain data URL", """input":[{"role":"user","content":[{"type":"input_file","filename":"a.txt","file_data":"data:text/plain,MAIL"}]}]"""),
        new("responses", "image", """input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}]"""),
        new("responses", "other file", """input":[{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}]}]"""),
        new("responses", "part of unknown type", """input":[{"role":"user","content":[{"type":"hologram","depth":3}]}]"""),
        new("messages", "user's text", """messages":[{"role":"user","content":"MAIL"}]"""),
        new("messages", "text part", """messages":[{"role":"user","content":[{"type":"text","text":"MAIL"}]}]"""),
        new("messages", "system prompt", """system":"MAIL","messages":[{"role":"user","content":"hi"}]"""),
        new("messages", "tool result", """messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"MAIL"}]}]"""),
        new("messages", "earlier tool call", """messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"to":"MAIL"}}]},{"role":"user","content":"hi"}]"""),
        new("messages", "tool definition", """messages":[{"role":"user","content":"hi"}],"tools":[{"name":"f","description":"MAIL","input_schema":{"type":"object"}}]"""),
        new("messages", "unknown field", """messages":[{"role":"user","content":"hi"}],"odd":{"deep":["MAIL"]}"""),
        new("messages", "text file", """messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"MAIL"}}]}]"""),
        new("messages", "text file in a plain data URL", """messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"data:text/plain,MAIL"}}]}]"""),
        new("messages", "image", """messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]"""),
        new("messages", "other file", """messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}]}]"""),
        new("messages", "part of unknown type", """messages":[{"role":"user","content":[{"type":"hologram","depth":3}]}]"""),
    ];

    /// <summary>The request's body, for a route on which nothing is generated.</summary>
    public string Request() => $"{{\"model\":\"m\",\"{Fields.Replace("MAIL", CoverageMatrixTests.Mail, StringComparison.Ordinal)}}}";

    /// <summary>The request's body.</summary>
    public string Request(bool isStream) =>
        $"{{\"model\":\"m\",{(Wire == "messages" ? "\"max_tokens\":9," : "")}\"stream\":{(isStream ? "true" : "false")},\"{Fields.Replace("MAIL", CoverageMatrixTests.Mail, StringComparison.Ordinal)}}}";
}
