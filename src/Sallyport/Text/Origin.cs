namespace Sallyport.Text;

/// <summary>Whose words a segment holds, as the dialect tells it.</summary>
public enum Origin
{
    /// <summary>A string in a field that no dialect names. It is inspected like the least trusted text.</summary>
    Unknown,

    /// <summary>Instructions of the application's operator.</summary>
    System,

    /// <summary>Instructions of the application's developer, below the system's.</summary>
    Developer,

    /// <summary>What stands in the user's role. Not necessarily typed by a person.</summary>
    User,

    /// <summary>A model's earlier or present answer.</summary>
    Assistant,

    /// <summary>A model's reasoning, summarised or whole.</summary>
    Reasoning,

    /// <summary>What a tool gave back.</summary>
    ToolResult,

    /// <summary>A chunk from a retrieval store.</summary>
    Retrieved,

    /// <summary>A tool's name, description or parameter schema.</summary>
    ToolDefinition,

    /// <summary>A file, image or audio clip that came with the request.</summary>
    File,
}
