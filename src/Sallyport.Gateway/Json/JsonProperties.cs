namespace Sallyport.Gateway.Json;

/// <summary>Walks an object's properties.</summary>
internal struct JsonProperties
{
    private readonly JsonMap? _map;
    private readonly int _end;
    private int _name;

    /// <summary>Begins before the first one.</summary>
    public JsonProperties(JsonNode owner)
    {
        if (owner.IsObject)
        {
            _map = owner.Map;
            _end = owner.After;
            _name = -owner.Index - 1;
        }
    }

    /// <summary>The property that the walk is at.</summary>
    public readonly JsonProperty Current => new(new JsonNode(_map!, _name));

    /// <summary>For <c>foreach</c>.</summary>
    public readonly JsonProperties GetEnumerator() => this;

    /// <summary>Goes to the next one.</summary>
    public bool MoveNext()
    {
        if (_map is null)
        {
            return false;
        }

        // Negative until the walk has begun, so that the owner needs no field of its own.
        _name = _name < 0 ? -_name : _map.Row(_name + 1).After;
        return _name < _end;
    }
}
