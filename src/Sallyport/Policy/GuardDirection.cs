namespace Sallyport.Policy;

/// <summary>Which way a text goes, seen from the application.</summary>
public enum GuardDirection
{
    /// <summary>Towards the model.</summary>
    Input,

    /// <summary>From the model.</summary>
    Output,
}
