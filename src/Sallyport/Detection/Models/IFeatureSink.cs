namespace Sallyport.Detection.Models;

/// <summary>Takes the features of a unit as they are read. Implemented by structs, so that the reader is compiled for each and nothing is allocated.</summary>
internal interface IFeatureSink
{
    /// <summary>Takes the next features.</summary>
    /// <param name="buckets">At most 256, each below <see cref="TextFeatures.Buckets"/>. Valid during the call.</param>
    void Add(ReadOnlySpan<int> buckets);
}
