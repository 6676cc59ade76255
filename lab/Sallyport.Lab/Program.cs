using Sallyport.Lab;

return LabCommands.Run(args, Console.Out, Console.Error);
