namespace Sallyport.Gateway.Json;

/// <summary>Walks an array's items.</summary>
internal struct JsonItems
{
    private readonly JsonMap? _map;
    private readonly int _end;
    private int _item;

    /// <summary>Begins before the first one.</summary>
    public JsonItems(JsonNode owner)
    {
        if (owner.IsArray)
        {
            _map = owner.Map;
            _end = owner.After;
            _item = -owner.Index - 1;
        }
    }

    /// <summary>The item that the walk is at.</summary>
    public readonly JsonNode Current => new(_map!, _item);

    /// <summary>For <c>foreach</c>.</summary>
    public readonly JsonItems GetEnumerator() => this;

    /// <summary>Goes to the next one.</summary>
    public bool MoveNext()
    {
        if (_map is null)
        {
            return false;
        }

        _item = _item < 0 ? -_item : _map.Row(_item).After;
        return _item < _end;
    }
}
