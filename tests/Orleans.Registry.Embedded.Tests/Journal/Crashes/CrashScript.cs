using Orleans.Registry.ConformanceTests.Stores.Records;

namespace Orleans.Registry.Embedded.Tests.Journal.Crashes;

/// <summary>
/// What the writing child appends, computed from nothing but the revision, so that the parent knows every state there can
/// be without being told.
/// </summary>
internal static class CrashScript
{
    public const int Services = 8;

    public static string Service(int number) => $"service-{number}";

    public static Epoch Epoch(int number) => new((ulong)number + 1);

    /// <summary>The next append of a service.</summary>
    public static ServiceAppend Next(ServiceScript script)
    {
        var draft = script.Draft();
        var next = (int)script.Revision.Value + 1;
        draft.Register($"{script.Service.Value}-{next % 9}");
        if (next % 3 == 0)
        {
            draft.Register($"{script.Service.Value}-{(next + 4) % 9}").Remove($"{script.Service.Value}-{next % 9}");
        }

        return draft.Build();
    }

    /// <summary>A service as it is at a revision that one of its appends ended with.</summary>
    public static ServiceScript At(int number, Revision revision)
    {
        var script = new ServiceScript(ServiceName.Parse(Service(number)), Epoch(number));
        while (script.Revision < revision)
        {
            script.Commit(Next(script));
        }

        return script;
    }
}
