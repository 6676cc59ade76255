using System.CommandLine;
using System.CommandLine.Invocation;
using Sallyport.Server.Commands;

var parse = CommandTree.Create().Parse(args);
return parse.Action is ParseErrorAction
    ? await CommandFailure.TellUsageAsync(parse)

    // Signals are the commands' own: serve drains.
    : await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
