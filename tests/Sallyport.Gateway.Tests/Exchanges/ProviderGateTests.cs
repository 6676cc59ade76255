using System.Net;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>What a provider does before anyone can look passes only where policy names it, with every detector off.</summary>
public sealed class ProviderGateTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Responses = "/v1/responses";
    private const string Messages = "/v1/messages";

    private const string Nothing = """
        version: 1
        name: nothing
        """;

    private const string Mail = "jane.doe@example.com";

    [Theory]
    [InlineData(Responses, "additional_tools", """input":[{"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"f"},{"type":"mcp","server_label":"x","server_url":"https://mcp.example"}]}]""")]
    [InlineData(Responses, "tool_search_output", """input":[{"type":"tool_search_output","call_id":"c","tools":[{"type":"mcp","server_label":"x"}]}]""")]
    [InlineData(Responses, "a namespace in one", """input":[{"type":"tool_search_output","call_id":"c","tools":[{"type":"namespace","name":"n","tools":[{"type":"web_search"}]}]}]""")]
    [InlineData(Responses, "a tool without a type", """input":[{"type":"additional_tools","tools":[{"name":"f"}]}]""")]
    [InlineData(Responses, "a tool of a client's in what is none", """input":[{"type":"additional_tools","tools":"web_search"}]""")]
    [InlineData(Responses, "an unknown item", """input":[{"type":"semaphore","tool":{"type":"web_search"}}]""")]
    [InlineData(Responses, "deep in an unknown item", """input":[{"type":"semaphore","a":[{"b":{"tools":[{"type":"code_interpreter"}]}}]}]""")]
    [InlineData(Responses, "beside a message's content", """input":[{"role":"user","content":"hi","tools":[{"type":"web_search"}]}]""")]
    [InlineData(Responses, "an unknown part", """input":[{"role":"user","content":[{"type":"hologram","tool":{"type":"web_search"}}]}]""")]
    [InlineData(Responses, "an unknown field", """input":"hi","extra":{"Tools":[{"type":"web_search"}]}""")]
    [InlineData(Responses, "a name in escapes", """input":"hi","extra":{"t\u006fols":[{"type":"web_search"}]}""")]
    [InlineData(Chat, "a name all in escapes", """messages":[],"\u0077\u0065\u0062\u005f\u0073\u0065\u0061\u0072\u0063\u0068\u005f\u006f\u0070\u0074\u0069\u006f\u006e\u0073":{}""")]
    [InlineData(Responses, "tool_choice", """input":"hi","tool_choice":{"type":"web_search"}""")]
    [InlineData(Responses, "tool_choice of mcp", """input":"hi","tool_choice":{"type":"mcp","server_label":"x"}""")]
    [InlineData(Responses, "tool_choice without a type", """input":"hi","tool_choice":{"web_search":{}}""")]
    [InlineData(Responses, "tool_choice that is a list", """input":"hi","tool_choice":["auto"]""")]
    [InlineData(Responses, "allowed tools", """input":"hi","tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"},{"type":"web_search"}]}""")]
    [InlineData(Responses, "shell", """input":"hi","tools":[{"type":"shell"}]""")]
    [InlineData(Responses, "plugins", """input":"hi","plugins":[{"id":"web"}]""")]
    [InlineData(Chat, "web_search_options", """messages":[],"web_search_options":{}""")]
    [InlineData(Chat, "data_sources", """messages":[],"data_sources":[{"type":"azure_search","parameters":{"index_name":"i"}}]""")]
    [InlineData(Chat, "dataSources", """messages":[],"dataSources":[{"type":"AzureCognitiveSearch"}]""")]
    [InlineData(Chat, "plugins", """messages":[],"plugins":[{"id":"web"}]""")]
    [InlineData(Chat, "search_parameters", """messages":[],"search_parameters":{"mode":"on"}""")]
    [InlineData(Chat, "enable_search", """messages":[],"enable_search":true""")]
    [InlineData(Chat, "a setting in extra_body", """messages":[],"extra_body":{"enable_search":true}""")]
    [InlineData(Chat, "a field with such a word", """messages":[],"web_browse_depth":3""")]
    [InlineData(Chat, "functions", """messages":[],"functions":[{"type":"web_search","name":"x"}]""")]
    [InlineData(Chat, "tool_choice", """messages":[],"tool_choice":{"type":"web_search"}""")]
    [InlineData(Chat, "tool of another's", """messages":[],"tools":[{"type":"builtin_function","function":{"name":"$web_search"}}]""")]
    [InlineData(Chat, "servers", """messages":[],"mcp_servers":[{"url":"https://mcp.example"}]""")]
    [InlineData(Messages, "servers", """messages":[],"mcp_servers":[{"type":"url","url":"https://mcp.example"}]""")]
    [InlineData(Messages, "servers as an object", """messages":[],"mcp_servers":{"type":"url","url":"https://mcp.example"}""")]
    [InlineData(Messages, "bash at the provider", """messages":[],"tools":[{"type":"bash_code_execution_20250825","name":"bash_code_execution"}]""")]
    [InlineData(Messages, "text editor at the provider", """messages":[],"tools":[{"type":"text_editor_code_execution_20250825","name":"x"}]""")]
    [InlineData(Messages, "date that is none", """messages":[],"tools":[{"type":"memory_2025081x","name":"x"}]""")]
    [InlineData(Messages, "date with more", """messages":[],"tools":[{"type":"computer_202508181","name":"x"}]""")]
    [InlineData(Messages, "type that is no string", """messages":[],"tools":[{"type":7,"name":"x"}]""")]
    [InlineData(Messages, "toolset", """messages":[],"tools":[{"type":"mcp_toolset","mcp_server_name":"x"}]""")]
    [InlineData(Messages, "tool_addition", """messages":[{"role":"system","content":[{"type":"tool_addition","tool":{"type":"web_search_20250305","name":"web_search"}}]}]""")]
    [InlineData(Messages, "tool_addition by value", """messages":[{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"type":"web_search_20250305","name":"web_search"}}}]}]""")]
    [InlineData(Messages, "unknown block", """messages":[{"role":"user","content":[{"type":"hologram","tools":[{"type":"web_fetch_20250910"}]}]}]""")]
    [InlineData(Messages, "tool_choice", """messages":[],"tool_choice":{"type":"web_search_20250305"}""")]
    public async Task Request_ToolOfTheProvidersOwn_IsRefused(string path, string where, string fields)
    {
        await AssertRefusedAsync(path, where, fields, "provider_tool");
    }

    [Theory]
    [InlineData(Responses, "an id alone", """input":[{"role":"user","content":"hi"},{"id":"msg_123"}]""")]
    [InlineData(Responses, "an id and null for a type", """input":[{"type":null,"id":"msg_123"}]""")]
    [InlineData(Responses, "a message without content", """input":[{"type":"message","role":"user","id":"msg_123","odd":1}]""")]
    [InlineData(Responses, "a message with empty content", """input":[{"role":"assistant","id":"msg_123","content":[]}]""")]
    [InlineData(Responses, "reasoning", """input":[{"type":"reasoning","id":"rs_1","summary":[]}]""")]
    [InlineData(Responses, "reasoning with a summary", """input":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"."}],"encrypted_content":null}]""")]
    [InlineData(Responses, "an image", """input":[{"type":"image_generation_call","id":"ig_1","result":null}]""")]
    [InlineData(Responses, "an action", """input":[{"type":"web_search_call","id":"ws_1","status":"completed"}]""")]
    [InlineData(Responses, "an unknown item", """input":[{"type":"semaphore","id":"sem_1","status":"completed"}]""")]
    [InlineData(Responses, "item_reference", """input":[{"type":"item_reference","id":"msg_123"}]""")]
    [InlineData(Responses, "a file in an unknown item", """input":[{"type":"semaphore","file_id":"file-1"}]""")]
    [InlineData(Responses, "a file in an unknown part", """input":[{"role":"user","content":[{"type":"hologram","file":{"file_id":"file-1"}}]}]""")]
    [InlineData(Responses, "conversation", """input":"hi","conversation":"conv_1""" + "\"")]
    [InlineData(Responses, "a name all in escapes", """input":"hi","\u0070\u0072\u0065\u0076\u0069\u006f\u0075\u0073\u005f\u0072\u0065\u0073\u0070\u006f\u006e\u0073\u0065\u005f\u0069\u0064":"resp_1""" + "\"")]
    [InlineData(Responses, "another", """input":"hi","\u0062\u0061\u0063\u006b\u0067\u0072\u006f\u0075\u006e\u0064":true""")]
    [InlineData(Responses, "a file's", """input":[{"role":"user","content":[{"type":"input_file","\u0066\u0069\u006c\u0065\u005f\u0069\u0064":"file-1"}]}]""")]
    [InlineData(Responses, "vector store", """input":"hi","vector_store_ids":["vs_1"]""")]
    [InlineData(Chat, "a file in an unknown part", """messages":[{"role":"user","content":[{"type":"hologram","file":{"file_id":"file-1"}}]}]""")]
    [InlineData(Chat, "a cache", """messages":[],"extra_body":{"google":{"cached_content":"cachedContents/1"}}""")]
    [InlineData(Chat, "a thread", """messages":[],"thread_id":"thread_1""" + "\"")]
    [InlineData(Messages, "a container", """messages":[],"container":"container_1""" + "\"")]
    public async Task Request_StateOfTheProviders_IsRefused(string path, string where, string fields)
    {
        await AssertRefusedAsync(path, where, fields, "provider_state");
    }

    [Theory]
    [InlineData("openai/gpt-4o:online")]
    [InlineData("deepseek/deepseek-chat:free:Online")]
    [InlineData("gpt-4o-search-preview")]
    [InlineData("gpt-4o-mini-search-preview-2025-03-11")]
    [InlineData("gpt-5-search-api")]
    [InlineData("sonar")]
    [InlineData("perplexity/Sonar-deep-research")]
    [InlineData("llama-3.1-sonar-small-128k-online")]
    [InlineData("groq/compound-mini")]
    [InlineData("m", ",\"models\":[\"n\",\"o:online\"]")]
    public async Task Model_ThatSearchesByItself_PassesOnlyWherePolicyNamesThat(string model, string more = "")
    {
        foreach (var path in (string[])[Chat, Responses, Messages])
        {
            var body = $$"""{"model":"{{model}}","max_tokens":9,"{{(path == Responses ? "input" : "messages")}}":[]{{more}}}""";
            await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
            await using var closed = await StartAsync(provider, path, Nothing);
            await using var open = await StartAsync(provider, path, Nothing + "\nprovider_tools: [web_search]");

            var refused = await closed.SendAsync(path, body);

            Assert.Contains("provider_tool", refused, StringComparison.Ordinal);
            Assert.Contains("'web_search'", refused, StringComparison.Ordinal);
            Assert.Empty(provider.Requests);
            await open.SendAsync(path, body);
            Assert.Single(provider.Requests);
        }
    }

    [Theory]
    [InlineData("@preset/mine")]
    [InlineData("openai/gpt-4o@preset/mine")]
    [InlineData("m", ",\"preset\":\"mine\"")]
    public async Task Model_OfSettingsThatTheProviderHolds_PassesOnlyWherePolicyNamesThem(string model, string more = "")
    {
        var body = $$"""{"model":"{{model}}","messages":[]{{more}}}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var closed = await StartAsync(provider, Chat, Nothing);
        await using var open = await StartAsync(provider, Chat, Nothing + "\nprovider_state: [preset]");

        Assert.Contains("provider_state", await closed.SendAsync(Chat, body), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        await open.SendAsync(Chat, body);
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("onlineshop-7b")]
    [InlineData("maker/online:free")]
    [InlineData("sonata-7b")]
    [InlineData("compounds-2")]
    [InlineData("research-search-8b")]
    [InlineData("claude-sonnet@20250514")]
    public async Task Model_ThatOnlyLooksLikeOne_Passes(string model)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, Chat, Nothing);

        await gateway.SendAsync(Chat, $$"""{"model":"{{model}}","messages":[]}""");

        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData(Responses, """input":"hi","tools":{"type":"web_search"}""")]
    [InlineData(Chat, """messages":[],"tools":{"type":"web_search"}""")]
    [InlineData(Chat, """messages":[],"functions":{"name":"f"}""")]
    [InlineData(Messages, """messages":[],"tools":{"type":"web_search_20250305"}""")]
    public async Task Request_ToolsThatAreNoList_IsRefusedAsMalformed(string path, string fields)
    {
        await AssertRefusedAsync(path, "tools", fields, "must be a list");
    }

    [Theory]
    [InlineData(Chat, "store", """messages":[],"store":false,"STORE":true""")]
    [InlineData(Chat, "store", """messages":[],"\u017ftore":true""")]
    [InlineData(Chat, "n", """messages":[],"N":100""")]
    [InlineData(Chat, "top_logprobs", """messages":[],"Top_LogProbs":5""")]
    [InlineData(Chat, "tools", """messages":[],"Tools":[]""")]
    [InlineData(Chat, "tool_calls", """messages":[{"role":"assistant","TOOL_CALLS":[]}]""")]
    [InlineData(Chat, "type", """messages":[],"tools":[{"type":"function","function":{"name":"f"},"Type":"web_search"}]""")]
    [InlineData(Chat, "type", """messages":[],"tool_choice":{"type":"function","Type":"web_search"}""")]
    [InlineData(Chat, "type", """messages":[{"role":"user","content":[{"type":"text","text":"hi","TYPE":"file"}]}]""")]
    [InlineData(Responses, "store", """input":"hi","Store":true""")]
    [InlineData(Responses, "background", """input":"hi","bac\u212Aground":true""")]
    [InlineData(Responses, "previous_response_id", """input":"hi","PREVIOUS_response_id":"resp_1""" + "\"")]
    [InlineData(Responses, "conversation", """input":"hi","Conversation":"conv_1""" + "\"")]
    [InlineData(Responses, "type", """input":[{"type":"message","id":"msg_1","role":"user","content":"hi","Type":"item_reference"}]""")]
    [InlineData(Responses, "file_id", """input":[{"role":"user","content":[{"type":"input_text","text":"hi","FILE_ID":"file-1"}]}]""")]
    [InlineData(Responses, "type", """input":[{"type":"web_search_call","id":"ws_1","action":{"type":"search"},"Type":"item_reference"}]""")]
    [InlineData(Messages, "container", """messages":[],"Container":"container_1""" + "\"")]
    [InlineData(Messages, "mcp_servers", """messages":[],"MCP_servers":[]""")]
    [InlineData(Messages, "type", """messages":[],"tools":[{"name":"web_search","Type":"web_search_20250305"}]""")]
    [InlineData(Messages, "role", """messages":[{"role":"user","Role":"system","content":"hi"}]""")]
    public async Task Request_FieldInOtherLettersCase_IsRefused(string path, string name, string fields)
    {
        await AssertRefusedAsync(path, name, fields, $"named like '{name}'");
    }

    [Theory]
    [InlineData(Chat, "belongs to the request", """messages":[],"extra_body":{"store":true}""")]
    [InlineData(Chat, "belongs to the request", """messages":[],"extra_body":{"m\u006fdel":"maker/model:online"}""")]
    [InlineData(Chat, "named like 'store'", """messages":[],"extra_body":{"STORE":true}""")]
    [InlineData(Responses, "belongs to the request", """input":"hi","extra_body":{"background":true}""")]
    [InlineData(Messages, "belongs to the request", """messages":[],"extra_body":{"system":"obey"}""")]
    public async Task Request_ExtraBodyWithAFieldOfTheRequestsOwn_IsRefused(string path, string reason, string fields)
    {
        await AssertRefusedAsync(path, "extra_body", fields, reason);
    }

    [Theory]
    [InlineData(Responses, """input":[{"type":"additional_tools","tools":[{"type":"function","name":"f","parameters":{"properties":{"tools":{"type":"array"}}}}]}]""")]
    [InlineData(Responses, """input":[{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"hi"}]},{"role":"user","content":"on"}]""")]
    [InlineData(Responses, """input":[{"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{\"tools\":[{\"type\":\"saw\"}]}"},{"type":"function_call_output","call_id":"c","output":"ok"}]""")]
    [InlineData(Responses, """input":[{"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]}]""")]
    [InlineData(Responses, """input":[{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"tide"}}]""")]
    [InlineData(Responses, """input":[{"type":"mcp_list_tools","id":"mcpl_1","server_label":"x","tools":[{"name":"f","input_schema":{"type":"object"}}]}]""")]
    [InlineData(Responses, """input":"hi","tools":null,"tool_choice":{"type":"function","name":"f"}""")]
    [InlineData(Responses, """input":"hi","tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}""")]
    [InlineData(Responses, """input":"hi","tool_choice":"required","metadata":{"file_id":"ours","tools":"none"}""")]
    [InlineData(Chat, """messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}],"metadata":{"Store":"a","ID":"b"},"tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"Type":{"type":"string"},"type":{"type":"string"}}}}}]""")]
    [InlineData(Messages, """messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"ID":1,"id":2,"Type":"a"}}]}]""")]
    [InlineData(Chat, """messages":[],"enable_search":false,"plugins":[],"search_parameters":null,"web_search_options":null""")]
    [InlineData(Chat, """messages":[],"use_beam_search":true,"min_p":0.1,"chat_template_kwargs":{"enable_thinking":false}""")]
    [InlineData(Chat, """messages":[],"guided_json":{"type":"object","properties":{"tool":{"type":"string"},"tools":{"$ref":"#/a"},"plugins":{"type":"array"}}}""")]
    [InlineData(Chat, """messages":[],"functions":[{"name":"f"}],"function_call":{"name":"f"}""")]
    [InlineData(Chat, """messages":[],"tools":[{"type":"custom","custom":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}""")]
    [InlineData(Messages, """messages":[],"tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"custom","name":"g"},{"type":"bash_20250124","name":"bash"},{"type":"text_editor_20250728","name":"e"},{"type":"computer_20250124","name":"c"},{"type":"memory_20250818","name":"m"}]""")]
    [InlineData(Messages, """messages":[],"mcp_servers":[],"tool_choice":{"type":"tool","name":"f"}""")]
    [InlineData(Messages, """messages":[{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_reference","name":"f"}},{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"g","input_schema":{"type":"object"}}}}]}]""")]
    [InlineData(Messages, """messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"tools":[{"type":"saw"}],"file_id":"a"}}]}]""")]
    public async Task Request_WhatTheClientExecutes_Passes(string path, string fields)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, path, Nothing);

        await gateway.SendAsync(path, Body(fields));

        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData(Responses, "[mcp]", "[]", """input":[{"type":"additional_tools","tools":[{"type":"mcp","server_label":"x"}]}]""")]
    [InlineData(Responses, "[web_search]", "[]", """input":"hi","tools":[{"type":"web_search"}],"tool_choice":{"type":"web_search"}""")]
    [InlineData(Responses, "[]", "[item_reference]", """input":[{"id":"msg_123"}]""")]
    [InlineData(Chat, "[data_sources, enable_search]", "[]", """messages":[],"enable_search":true,"data_sources":[{"type":"azure_search"}]""")]
    [InlineData(Messages, "['web_search_*']", "[]", """messages":[{"role":"system","content":[{"type":"tool_addition","tool":{"type":"web_search_20250305"}}]}]""")]
    public async Task Request_ThatPolicyNames_Passes(string path, string tools, string state, string fields)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, path, $"""
            version: 1
            name: named
            provider_tools: {tools}
            provider_state: {state}
            """);

        await gateway.SendAsync(path, Body(fields));

        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Request_NamespaceThatPolicyNames_HoldsNoOtherTool()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, Responses, """
            version: 1
            name: named
            provider_tools: [namespace]
            """);

        await gateway.SendAsync(Responses, Body("""input":"hi","tools":[{"type":"namespace","name":"n","tools":[{"type":"function","name":"f"}]}]"""));
        var refused = await gateway.SendAsync(Responses, Body("""input":"hi","tools":[{"type":"namespace","name":"n","tools":[{"type":"mcp","server_label":"x"}]}]"""));

        Assert.Contains("'mcp'", refused, StringComparison.Ordinal);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Refusal_OfAPreviousResponse_SaysThatNoPolicyCanAllowIt()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, Responses, Nothing);

        var refusal = await gateway.SendAsync(Responses, Body("""input":"hi","previous_response_id":"resp_1""" + "\""));

        Assert.Contains("No policy can allow it", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("let a policy name", refusal, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(Responses, $$$$"""{"model":"m","input":"hi","tools":[{"type":"{{{{Mail}}}}"}]}""", "'…'")]
    [InlineData(Responses, $$$$"""{"model":"m","input":"hi","tool_choice":{"type":"{{{{Mail}}}}"}}""", "'…'")]
    [InlineData(Chat, $$$$"""{"model":"m","messages":[],"search {{{{Mail}}}}":1}""", "'…'")]
    [InlineData(Chat, $$$$"""{"model":"m","messages":[],"{{{{Mail}}}}":{"a":1,"a":2}}""", "\"/…/a\"")]
    [InlineData(Chat, $$$$"""{"model":"m","messages":[],"{{{{Mail}}}}":{"a":tru}}""", "/…")]
    [InlineData(Chat, $$$$"""{"model":"m","messages":[],"{{{{Mail}}}}":{"tools":[{"type":"web_search"}]}}""", "\"/…/tools/0\"")]
    [InlineData("/v1/moderations", $$$$"""{"model":"m","input":"hi","{{{{Mail}}}}":{"a":1,"a":2}}""", "\"/…/a\"")]
    public async Task Refusal_OfWhatTheCallerWrote_ShowsOnlyPlainWords(string path, string body, string shown)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, path, Nothing);

        using var response = await gateway.PostAsync(path, body);
        var refusal = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(Mail, refusal, StringComparison.Ordinal);
        Assert.Contains(shown, refusal, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    private static async Task AssertRefusedAsync(string path, string where, string fields, string said)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, path, Nothing);

        using var response = await gateway.PostAsync(path, Body(fields));
        var refusal = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((where, HttpStatusCode.BadRequest), (where, response.StatusCode));
        Assert.Contains(said, refusal, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    // From the first field's first letter on.
    private static string Body(string fields) => $"{{\"model\":\"m\",\"max_tokens\":9,\"{fields}}}".Replace("\"max_tokens\":9,\"input", "\"input", StringComparison.Ordinal);

    private static Task<GuardedGateway> StartAsync(FakeProvider provider, string path, string policy) =>
        GuardedGateway.StartAsync(provider.Address, policy, path == Messages ? UpstreamKind.Anthropic : UpstreamKind.OpenAi);
}
