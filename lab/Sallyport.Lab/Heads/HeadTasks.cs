namespace Sallyport.Lab.Heads;

/// <summary>The heads that the lab can train.</summary>
internal static class HeadTasks
{
    public static IReadOnlyList<HeadTask> All { get; } = [new DirectInjectionTask(), new IndirectInjectionTask(), new ToxicityTask(), .. ToxicClassTask.All, new HarmfulRequestTask()];

    /// <summary>A task by its head's name; null where there is none.</summary>
    public static HeadTask? Find(string name) => All.FirstOrDefault(task => task.Name == name);
}
