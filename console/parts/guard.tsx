import { Component, type ComponentChildren } from 'preact';
import { useWords } from '../words/language.tsx';
import { Empty } from './states.tsx';

const Broken = ({ message }: { readonly message: string }) => {
  const words = useWords();
  return (
    <Empty icon="alert" title={words.errors.broken}>
      <p>{words.errors.brokenDo}</p>
      <p>
        <code>{message}</code>
      </p>
      <button type="button" class="button small" onClick={() => location.reload()}>
        {words.common.reload}
      </button>
    </Empty>
  );
};

interface State {
  readonly message: string | undefined;
}

/** A page that throws must not take the house with it. */
export class Guard extends Component<{ readonly children: ComponentChildren }, State> {
  override state: State = { message: undefined };

  static override getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    return this.state.message === undefined ? this.props.children : <Broken message={this.state.message} />;
  }
}
