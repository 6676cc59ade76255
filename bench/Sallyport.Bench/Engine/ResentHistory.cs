using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.OpenAi;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Engine;

/// <summary>The request of an agent that sends its whole history again with one new turn, a different one each time.</summary>
internal sealed class ResentHistory
{
    private const int TurnLength = 8 << 10;
    private const string Mark = "turn 00000000: ";

    private readonly ChatCompletionsDialect _dialect = new();
    private readonly byte[] _body;
    private readonly int _number;
    private readonly ExchangeScope _scope;
    private int _turns;

    /// <summary>Creates a history.</summary>
    /// <param name="size">Characters, in turns of 8 KB; the new turn has 1 KB.</param>
    public ResentHistory(int size)
    {
        var prose = new Prose(17);
        var messages = Enumerable.Range(0, size / TurnLength)
            .Select(turn => new { role = turn % 2 == 0 ? "user" : "assistant", content = prose.Next(TurnLength) })
            .Append(new { role = "user", content = Mark + prose.Next(1 << 10) });
        _body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"messages\":" + JsonSerializer.Serialize(messages) + "}");
        _number = _body.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(Mark)) + "turn ".Length;
        _scope = new()
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = Subjects.Policy,
            Plans = Subjects.FirstRun,
            Input = Subjects.Scope,
            Memory = new SegmentMemory(TimeProvider.System),
            Masks = MaskTable.CreateRandom(),
        };
    }

    /// <summary>Reads the request, and no more.</summary>
    public int Parse()
    {
        using var reading = _dialect.ReadRequest(_body);
        return reading.Segments.Count;
    }

    /// <summary>Reads the request and inspects it.</summary>
    public int ParseAndInspect()
    {
        _turns++;
        _turns.TryFormat(_body.AsSpan(_number, 8), out _, "D8", CultureInfo.InvariantCulture);
        using var reading = _dialect.ReadRequest(_body);

        // With nobody to wait for it ends before it returns.
        var inspection = InputInspection.RunAsync(_scope, reading.Segments, turn: null, CancellationToken.None);
        return inspection.IsCompletedSuccessfully ? inspection.Result.Segments.Count : throw new InvalidOperationException("The inspection waits.");
    }
}
