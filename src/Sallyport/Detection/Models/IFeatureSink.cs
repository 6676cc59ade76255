namespace Sallyport.Detection.Models;

/// <summary>Takes the features of a unit as they are read. Implemented by structs, so that the reader is compiled for each and nothing is allocated.</summary>
internal interface IFeatureSink
{
    /// <summary>Takes a feature.</summary>
    /// <param name="bucket">Below <see cref="TextFeatures.Buckets"/>.</param>
    void Add(int bucket);
}
