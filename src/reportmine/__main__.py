"""Run the command line as `python -m reportmine`."""

from reportmine.cli import main

if __name__ == "__main__":
    main()
