namespace Sallyport.Policy;

/// <summary>How readily the trained models' findings are taken up, by the false alarms that this costs: measured on innocent texts of sources that a model never saw (docs/models).</summary>
public enum Sensitivity
{
    /// <summary>One innocent text in a thousand.</summary>
    Quiet,

    /// <summary>One in a hundred.</summary>
    Balanced,

    /// <summary>Four in a hundred.</summary>
    Strict,
}
