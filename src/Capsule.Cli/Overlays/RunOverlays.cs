using Capsule.Cli.Display;
using Capsule.Runtime;

namespace Capsule.Cli.Overlays;

/// <summary>The overlays that a command makes for <c>--mount DIR:overlay</c>: people hear of their changes when the command ends.</summary>
internal sealed class RunOverlays(Terminal terminal)
{
    private readonly List<FolderOverlay> made = [];

    /// <summary>Makes an overlay for each mount that asks for a new one.</summary>
    internal Outcome<FolderMount[]> Provide(FolderMount[] mounts)
    {
        var provided = new List<FolderMount>();
        foreach (var mount in mounts)
        {
            if (mount is not { IsOverlay: true, OverlayId: null })
            {
                provided.Add(mount);
                continue;
            }

            if (!FolderOverlay.TryCreate(mount.HostPath).TryGet(out var overlay, out var failure))
            {
                Finish();
                return failure;
            }

            made.Add(overlay);
            provided.Add(mount with { OverlayId = overlay.Id });
        }

        return provided.ToArray();
    }

    /// <summary>Tells what was changed; discards overlays without changes.</summary>
    internal void Finish()
    {
        foreach (var overlay in made)
        {
            if (!overlay.TryGetChanges().TryGet(out var changes, out var failure))
            {
                terminal.WriteWarning(DisplayText.Message(failure.Message));
            }
            else if (changes.Count > 0)
            {
                terminal.Tell($"{OverlaySummary.Of(changes)} in an overlay of {overlay.HostPath}, which is as it was:");
                terminal.Tell($"  capsule overlay diff {overlay.Id}      shows them; 'apply' and 'discard' do what they say");
            }
            else
            {
                _ = overlay.TryDiscard();
            }
        }

        made.Clear();
    }
}
