using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit;

/// <summary>
/// Waits until something holds, looking again and again, and fails with what it waited for when a deadline passes. The
/// deadline only says when to give up: it is generous, and no test asserts how long anything took.
/// </summary>
public static class Eventually
{
    /// <summary>When to give up unless the test says otherwise.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds.</summary>
    public static Task TrueAsync(
        Func<bool> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "")
        => TrueAsync(() => Task.FromResult(condition()), deadline, what);

    /// <summary>Waits until a condition that must be asked for holds.</summary>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = deadline ?? DefaultDeadline;
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > limit)
            {
                throw new XunitException($"Not true within {limit}: {what}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until an assertion passes; the last failure is the one reported.</summary>
    public static async Task PassesAsync(Action assertion, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        var limit = deadline ?? DefaultDeadline;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (XunitException) when (clock.Elapsed <= limit)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>The result of a task, or a failure that says what was waited for when it does not end.</summary>
    public static async Task<T> ResultAsync<T>(
        Task<T> task, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await EndsAsync(task, deadline, what);
        return await task;
    }

    /// <summary>Waits for a task to end, or fails saying what was waited for.</summary>
    public static async Task EndsAsync(
        Task task, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(task);
        var limit = deadline ?? DefaultDeadline;
        try
        {
            await task.WaitAsync(limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new XunitException($"Did not end within {limit}: {what}");
        }
    }
}
