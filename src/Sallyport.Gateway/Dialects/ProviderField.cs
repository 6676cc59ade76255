namespace Sallyport.Gateway.Dialects;

/// <summary>What a field that no dialect defines makes a provider do.</summary>
internal enum ProviderField
{
    /// <summary>Nothing that is known.</summary>
    None,

    /// <summary>It defines tools, each with a type.</summary>
    Definitions,

    /// <summary>It has the provider search or run something.</summary>
    Tool,

    /// <summary>It refers to state that the provider holds.</summary>
    State,
}
