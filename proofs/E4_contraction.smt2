; E4  A legal fill, partial or not, never moves the portfolio away from its targets: sum |v_i - w_i N| does not rise.
;
; One sell of worth x out of asset 1 and one buy of worth y into asset 2, a third asset untouched; the trade loses x - y, so NAV
; falls to N - (x - y) and with it every target value. Over the reals; any plan is a sequence of such pairs.

(declare-const v1 Real) (declare-const v2 Real) (declare-const v3 Real)
(declare-const w1 Real) (declare-const w2 Real) (declare-const w3 Real)
(declare-const x Real) (declare-const y Real)
(define-fun N () Real (+ v1 v2 v3))
(define-fun lost () Real (- x y))
(define-fun distance ((a Real)) Real (ite (>= a 0.0) a (- a)))
(define-fun before () Real (+ (distance (- v1 (* w1 N))) (distance (- v2 (* w2 N))) (distance (- v3 (* w3 N)))))
(define-fun after () Real (+ (distance (- (- v1 x) (* w1 (- N lost))))
                             (distance (- (+ v2 y) (* w2 (- N lost))))
                             (distance (- v3 (* w3 (- N lost))))))
(assert (and (>= v1 0.0) (>= v2 0.0) (>= v3 0.0) (>= w1 0.0) (>= w2 0.0) (>= w3 0.0) (= (+ w1 w2 w3) 1.0)))
(assert (and (>= y 0.0) (>= x y)))

(echo "lemma: selling within the surplus contracts, whatever is bought with it")
(push) (assert (<= x (- v1 (* w1 N)))) (assert (> after before)) (check-sat) (pop)

(echo "mutant: a sell beyond the surplus can move away")
(push) (assert (<= y (- (* w2 N) v2))) (assert (> x (- v1 (* w1 N)))) (assert (> after before)) (check-sat) (pop)

(echo "mutant: a sale of what has no surplus can move away")
(push) (assert (< v1 (* w1 N))) (assert (> x 0.0)) (assert (> after before)) (check-sat) (pop)
