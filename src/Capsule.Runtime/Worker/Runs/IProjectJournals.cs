using Capsule.Journaling;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>The journals that durable runs of a client are kept in: each project has one.</summary>
internal interface IProjectJournals
{
    /// <summary>Finds the project whose runs are meant in a folder: it has a journal already.</summary>
    Outcome<string> Find(string folder);

    /// <summary>Opens a project's journal, or makes it.</summary>
    Outcome<IJournal> Open(string root);
}
