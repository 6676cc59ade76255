using Sallyport.Gateway.Json;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <content>
/// What happens at the provider: tools that it executes, state that it holds. A tool is the client's only where its type says so, so that what
/// nobody here knows is the provider's.
/// </content>
internal sealed partial class RequestBuilder
{
    private const int MaxUseName = 64;
    private const string Unnamed = "unknown";

    /// <summary>A tool that the provider executes.</summary>
    public void ProviderTool(JsonNode at, string name) => Reading.ProviderTools.Add(Use(at, name));

    /// <summary>A reference to state that the provider holds.</summary>
    public void ProviderState(JsonNode at, string name) => Reading.ProviderState.Add(Use(at, name));

    /// <summary>The model asked for. A caller chooses its name, and it is passed on and recorded: so it must look like one.</summary>
    public bool Model(JsonNode node)
    {
        if (!node.IsString || node.Text() is not { } name || !ExchangeRecord.IsModelName(name))
        {
            return Refuse(node, $"'model' must be a name of 1 to {ExchangeRecord.MaxModelName} letters, digits and the characters . - _ : / @.");
        }

        Reading.Model = name;
        Structural(node);
        UseOf(node, name);
        return true;
    }

    /// <summary>The tools of a request: a list, or nothing. What a provider makes of anything else nobody here knows, so it is refused.</summary>
    public bool Tools(JsonNode tools)
    {
        if (tools.IsNothing)
        {
            return true;
        }

        if (!tools.IsArray)
        {
            return Refuse(tools, "The tools must be a list.");
        }

        foreach (var tool in tools.Items)
        {
            Tool(tool, clientTools.HasUntyped);
            Schema(tool);
        }

        return true;
    }

    /// <summary>Functions as Chat Completions had them before tools: a list of them, without a type, or nothing.</summary>
    public bool Functions(JsonNode functions)
    {
        if (!functions.IsNothing && !functions.IsArray)
        {
            return Refuse(functions, "The functions must be a list.");
        }

        foreach (var function in functions.Items)
        {
            Tool(function, mayBeUntyped: true);
        }

        Schema(functions);
        return true;
    }

    /// <summary>Which tool the model has to call: a word, or a tool by its type and name.</summary>
    public void ToolChoice(JsonNode choice)
    {
        RefuseOtherCases(choice);
        var type = choice["type"u8];
        var word = choice.IsString ? choice.Text() : type.IsString ? type.Text() : null;
        var isKnown = word switch
        {
            null => choice.IsNothing || (type.IsNothing && (choice["name"u8].IsString || choice["function"u8].IsObject)),
            "auto" or "none" or "required" or "any" => true,
            _ => choice.IsObject && (word is "tool" or "function" or "allowed_tools" || clientTools.IsType(word)),
        };
        if (!isKnown)
        {
            ProviderTool(choice, word ?? Unnamed);
        }

        Uses(choice.Index, choice.After);
    }

    /// <summary>A field of the request itself that the dialect doesn't know.</summary>
    public void UnknownField(JsonProperty property)
    {
        Span<char> scratch = stackalloc char[MaxUseName];
        var name = property.Known(scratch);
        if (ProviderFields.ClassOf(name) is ProviderField.None)
        {
            Note(property, ProviderFields.ClassOfWords(name));
        }

        if (name is "models")
        {
            // Models that a router may take in place of the one asked for.
            foreach (var model in property.Value.Items)
            {
                UseOf(model, model.IsString ? model.Text() : "");
            }
        }

        if (name is "extra_body")
        {
            // Some routers take its fields as the request's own, in place of those that were read here.
            foreach (var field in property.Value.Properties)
            {
                RefuseOtherCase(field);
                if (FieldNames.IsOne(field.Known(scratch)))
                {
                    Refuse(field.Name, "'extra_body' holds a field that belongs to the request itself. Some providers take it from there: write it where the protocol has it.");
                }
            }
        }

        Unknown(property);
    }

    /// <summary>Servers that the provider is to ask for tools, and to call.</summary>
    public void Servers(JsonNode servers)
    {
        foreach (var server in servers.Items)
        {
            ProviderTool(server, "mcp");
        }

        if (!servers.IsArray && IsSet(servers))
        {
            ProviderTool(servers, "mcp");
        }
    }

    /// <summary>An input item that has an id and nothing of what it would say: the provider puts in what it holds under that id.</summary>
    /// <param name="item">The item.</param>
    /// <param name="contents">The fields of which one has to say something; none for any that is not an id, a type or a state.</param>
    public void Reference(JsonNode item, params ReadOnlySpan<string> contents)
    {
        if (IsSet(item["id"u8]) && !SaysSomething(item, contents))
        {
            ProviderState(item, "item_reference");
        }
    }

    private void UseOf(JsonNode node, string model)
    {
        if (ModelUse.Searches(model))
        {
            ProviderTool(node, "web_search");
        }

        if (ModelUse.IsPreset(model))
        {
            ProviderState(node, "preset");
        }
    }

    private void RefuseOtherCase(JsonProperty property)
    {
        Span<char> scratch = stackalloc char[MaxUseName];
        if (FieldNames.OtherCaseOf(property.Known(scratch)) is { } name)
        {
            Refuse(property.Name, $"A field is named like '{name}', in other letters' case. Some providers take one for the other: write it as the protocol does.");
        }
    }

    private void RefuseOtherCases(JsonNode item)
    {
        foreach (var property in item.Properties)
        {
            RefuseOtherCase(property);
        }
    }

    private static bool SaysSomething(JsonNode item, ReadOnlySpan<string> contents)
    {
        Span<char> scratch = stackalloc char[MaxUseName];
        foreach (var property in item.Properties)
        {
            var name = property.Known(scratch);
            var isContent = contents.IsEmpty
                ? name is not ("type" or "id" or "status" or "role" or "phase" or "call_id" or "created_by" or "agent")
                : IsAmong(name, contents);
            if (isContent && IsSet(property.Value) && property.Value is not { IsObject: true, Count: 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAmong(ReadOnlySpan<char> name, ReadOnlySpan<string> contents)
    {
        foreach (var content in contents)
        {
            if (name.SequenceEqual(content))
            {
                return true;
            }
        }

        return false;
    }

    private void UsesOf(JsonNode item, bool isDefinition)
    {
        RefuseOtherCases(item);
        if (isDefinition)
        {
            Uses(item.Index, item.After, isListing: item["type"u8].Is("mcp_list_tools"u8));
            return;
        }

        // The fields of an item that is known hold data of the application's own: only beside its type could one define a tool.
        Span<char> scratch = stackalloc char[MaxUseName];
        foreach (var property in item.Properties)
        {
            if (ProviderFields.ClassOf(property.Known(scratch)) is ProviderField.Definitions)
            {
                Definitions(property);
            }
        }
    }

    // Wherever such a field stands in what nobody here knows.
    private void Uses(int first, int end, bool isListing = false)
    {
        Span<char> scratch = stackalloc char[MaxUseName];
        for (var row = first; row < end; row++)
        {
            var name = Reading.Map[row];
            if (name.Kind is not JsonKind.Name || IsOfSchema(name))
            {
                continue;
            }

            var property = new JsonProperty(name);
            var field = ProviderFields.ClassOf(name.Short(scratch));
            if (field is ProviderField.Definitions)
            {
                Definitions(property, isListing);
                row = property.Value.After - 1;
            }
            else
            {
                Note(property, field);
            }
        }
    }

    private void Note(JsonProperty property, ProviderField field)
    {
        if (field is ProviderField.Tool && IsSet(property.Value))
        {
            ProviderTool(property.Value, property.Name.Text());
        }
        else if (field is ProviderField.State && IsSet(property.Value))
        {
            ProviderState(property.Value, property.Name.Text());
        }
    }

    // "properties": {"tools": {"type": "array"}} in a JSON Schema describes a field of that name.
    private static bool IsOfSchema(JsonNode name)
    {
        var value = new JsonProperty(name).Value;
        if (!value.IsObject || name.Parent is not { Index: > 0 } parent || new JsonNode(parent.Map, parent.Index - 1) is not { Kind: JsonKind.Name } around)
        {
            return false;
        }

        Span<char> scratch = stackalloc char[16];
        var type = value["type"u8];
        return around.Is("properties"u8)
            && (!type.IsString || type.Short(scratch) is "object" or "array" or "string" or "number" or "integer" or "boolean" or "null");
    }

    private void Definitions(JsonProperty property, bool isListing = false)
    {
        var value = property.Value;
        if (value.IsArray)
        {
            foreach (var tool in value.Items)
            {
                Tool(tool, isListing || clientTools.HasUntyped);
            }
        }
        else if (value.IsObject)
        {
            Tool(value, isListing || clientTools.HasUntyped);
        }
        else if (value.IsString && property.IsNamed("tools"u8))
        {
            ProviderTool(value, value.Text());
        }
    }

    private void Tool(JsonNode tool, bool mayBeUntyped)
    {
        RefuseOtherCases(tool);
        var type = tool["type"u8];
        if ((type.IsNothing || type.Is("tool_definition"u8)) && tool["definition"u8] is { IsObject: true } definition)
        {
            Tool(definition, mayBeUntyped);
            return;
        }

        if (tool.IsObject && type.IsNothing && mayBeUntyped)
        {
            return;
        }

        var name = type.IsString ? type.Text() : tool.IsString ? tool.Text() : Unnamed;
        if (tool.IsObject && clientTools.IsType(name))
        {
            return;
        }

        // Policy may name this one; those in it are others.
        ProviderTool(tool, name);
        UsesOf(tool, isDefinition: false);
    }

    private static bool IsSet(JsonNode value) => value.Kind switch
    {
        JsonKind.None or JsonKind.Null or JsonKind.False => false,
        JsonKind.Array => value.Count > 0,
        JsonKind.String => !value.Content.IsEmpty,
        _ => true,
    };

    private static ProviderUse Use(JsonNode at, string name) => new(name.Length <= MaxUseName ? name : "…", JsonPointer.Shown(at));
}
