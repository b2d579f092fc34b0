using System.Globalization;
using System.Text;
using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>A child that appends from many tasks of a run until it is killed: what it was told to be on the disk has to be there.</summary>
internal static class Appending
{
    /// <summary>In the child: appends until somebody kills it, and prints each position once it is said to be on the disk.</summary>
    internal static async Task AppendForEverAsync(IJournalReader journal, IRunLease owner, int appenders)
    {
        using var output = Console.OpenStandardOutput();
        var printing = new Lock();
        await Task.WhenAll(Enumerable.Range(0, appenders).Select(child => Task.Run(() => AppendAsync(TaskPath.Root.Child(child)))));

        async Task AppendAsync(TaskPath task)
        {
            var first = (await journal.ReadAllAsync(owner.Run, task)).Value().Count;
            for (var i = first; ; i++)
            {
                await owner.MustWriteAsync(Samples.Append(owner.Run, i, $"{task}/{i}", task));
                lock (printing)
                {
                    output.Write(Encoding.UTF8.GetBytes($"{task} {i}\n"));
                }
            }
        }
    }

    /// <summary>Kills a child after some appends.</summary>
    /// <param name="child">The child.</param>
    /// <param name="appends">After how many.</param>
    /// <param name="told">Gets what it was told last of each task.</param>
    internal static async Task KillAsync(ChildProcess child, int appends, Dictionary<string, int> told)
    {
        var lines = new List<string>();
        for (var i = 0; i <= appends; i++)
        {
            lines.Add(await child.LineAsync() ?? throw new InvalidOperationException("the child ended by itself"));
        }

        child.Kill();
        lines.AddRange(await child.EndAsync());
        foreach (var parts in lines.Select(line => line.Split(' ')))
        {
            told[parts[0]] = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Fails unless each task has all that it was told, in order.</summary>
    internal static async Task MustHaveAsync(this IJournalReader journal, RunId run, int appenders, Dictionary<string, int> told)
    {
        for (var child = 0; child < appenders; child++)
        {
            var task = TaskPath.Root.Child(child);
            var answers = await journal.AnswersAsync(run, task);
            Assert.Equal(Enumerable.Range(0, answers.Length).Select(i => $"{task}/{i}"), answers);
            Assert.True(answers.Length > told.GetValueOrDefault(task.ToString(), -1));
        }
    }
}
